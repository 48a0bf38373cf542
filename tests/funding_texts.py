"""A small corpus of our own: what German and European funding calls are like."""

from __future__ import annotations

from matching.texts import Document

_GERMAN = """
Breitbandausbau | Der Ausbau von Glasfaser und Breitband in ländlichen Räumen wird gefördert.
Gigabitnetze | Glasfaser bis in jedes Gebäude: Zuwendungen für den Breitbandausbau und Leerrohre.
Mobilfunk | Masten für Mobilfunk schließen Lücken in der Versorgung.
Hochwasserschutz | Deiche, Polder und Pegel schützen vor Hochwasser; auch Konzepte sind förderfähig.
Starkregen | Gefahrenkarten und Sensoren warnen vor Starkregen und Hochwasser.
Gewässer | Bäche und Flüsse erhalten ihre Auen zurück, der Hochwasserschutz gewinnt.
Radwege | Radwege, Radschnellwege und Abstellanlagen am Bahnhof.
Ladesäulen | Ladeinfrastruktur für Elektroautos auf öffentlichen Parkplätzen.
Busse | Linienbusse mit Wasserstoff oder Batterie, dazu Betriebshöfe.
Ampeln | Ampeln, die Busse erkennen, und Sensoren für den Verkehr.
Schulen | Digitale Tafeln, Tablets und WLAN für Schulen.
Lehrkräfte | Fortbildung von Lehrkräften zu digitalen Medien im Unterricht.
Museen | Museen und Archive digitalisieren ihre Sammlungen mit Scannern.
Bibliotheken | Bibliotheken werden zu Treffpunkten mit langen Öffnungszeiten.
Denkmäler | Sanierung von Denkmälern und historischen Ortskernen.
Kliniken | Kliniken erhalten Notaufnahmen, Robotik und sichere Netze.
Pflege | Tagespflege und neue Wohnformen für ältere Menschen.
Telemedizin | Videosprechstunden und Telemedizin auf dem Land.
Wärmenetze | Wärmenetze aus Solarthermie, Abwärme und großen Wärmepumpen.
Solarstrom | Photovoltaik auf Dächern von Rathäusern und Turnhallen.
Klimaschutz | Klimaschutzkonzepte und Stellen für das Klimaschutzmanagement.
Beleuchtung | Sparsame Straßenbeleuchtung und Hallenbeleuchtung mit LED.
Wälder | Wiederaufforstung nach Dürre und Borkenkäfer mit standortgerechten Bäumen.
Landwirtschaft | Drohnen und Sensoren für eine Landwirtschaft mit weniger Dünger.
Dorfentwicklung | Dorfplätze, Dorfläden und Mehrfunktionshäuser.
Städtebau | Leerstand in Innenstädten wird zu Wohnungen und Werkstätten.
Sportstätten | Sanierung von Schwimmbädern, Turnhallen und Sportplätzen.
Feuerwehr | Gerätehäuser, Fahrzeuge und Sirenen für Feuerwehr und Katastrophenschutz.
Onlinezugang | Anträge online stellen: Dienste nach dem Onlinezugangsgesetz und ein Bürgerportal.
Datenplattform | Eine Datenplattform mit offenen Daten, Sensoren und digitalem Zwilling.
Cybersicherheit | Schutz der Netze von Rathäusern vor Angriffen, mit Notfallplänen.
Künstliche Intelligenz | Ein Chatbot mit künstlicher Intelligenz beantwortet Fragen im Bürgerbüro.
Ehrenamt | Vereine erhalten Geld für Engagement, Begegnung und Nachbarschaft.
Integration | Sprachkurse und Lotsen für Zugewanderte.
Kitas | Neue Plätze in Kitas und in der Kindertagespflege.
Tourismus | Wanderwege, Besucherlenkung und Naturerlebnis.
Abwasser | Kläranlagen mit vierter Reinigungsstufe und Phosphorrückgewinnung.
Gründungen | Gründerzentren und Wagniskapital für junge Unternehmen.
"""

_ENGLISH = """
Broadband for rural areas | Deploying very high capacity networks and fibre where there are none.
Flood risk management | Early warning systems with sensors for floods and heavy rain.
Smart grids | Interoperable smart grids, storage and heat pumps for districts.
Digital skills | Advanced digital skills for teachers, schools and small enterprises.
Cultural heritage | Museums and archives digitise cultural heritage in three dimensions.
Artificial intelligence | Trustworthy artificial intelligence and chatbots for public services.
Urban mobility | Cycling, buses and charging stations for climate-neutral cities.
Forest fires | Satellites and drones detect forest fires early.
"""


def _documents(lines: str, language: str) -> list[Document]:
    rows = (line.split(" | ") for line in lines.strip().splitlines())
    return [
        Document(f"{language}-{number:02}", title, text, language)
        for number, (title, text) in enumerate(rows)
    ]


GERMAN = _documents(_GERMAN, "de")
ENGLISH = _documents(_ENGLISH, "en")
