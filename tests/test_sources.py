"""What is promised of every source, and Scrapy's settings where its defaults are wrong for us."""

from __future__ import annotations

import subprocess
import sys

import pytest
from scrapy.settings import default_settings

from scout.collect import scrapy_settings
from scout.collect.catalogue import sources, spider_of
from scout.collect.reach import Place, place_of
from scout.domain import Brings


@pytest.mark.parametrize("name", sorted(sources()))
def test_a_source_says_what_it_is_and_what_is_expected(name):
    source = sources()[name]

    assert source.name == name
    assert source.title
    assert source.publisher
    assert source.licence
    assert source.attribution
    assert source.url.startswith("https://")
    # A source that may have nothing to tell finds out by itself whether it was understood.
    least = 0 if name == "de_bbsr" else 1
    assert least <= source.expects.min_items < source.expects.max_items
    assert all(0 < share <= 1 for share in source.expects.fill.values())
    # A whole top-level domain would be no declaration.
    assert all(host == host.lower() and "." in host.strip(".") for host in source.hosts)
    assert all(place_of(f"https://{host}/") == Place(host, 443) for host in source.hosts)


def test_a_spider_of_one_source_has_its_name_and_one_of_many_gives_its_own_to_none():
    served = {name: spider_of(name) for name, source in sources().items()}
    of_many = {spider for name, spider in served.items() if spider != name}

    assert "de_foerderdatenbank" in served.values()
    assert of_many == {"news"}
    assert not of_many & set(served)
    assert list(served) == sorted(served)


def test_every_source_of_news_is_a_window_and_only_title_and_link_are_licensed():
    news = [source for source in sources().values() if source.brings is Brings.NEWS]

    assert sorted(source.name for source in news) == [
        "de_service_bund",
        *(
            f"news_{name}"
            for name in "behoerden_spiegel bitkom egovernment golem heise kommune21 negz "
            "netzpolitik oefit t3n vdz".split()
        ),
    ]
    for source in news:
        assert source.expects.window
        assert (source.expects.min_items, source.expects.max_items) == (1, 500)
        assert source.licence == "nur Titel und Link"
        assert source.attribution == source.publisher


def test_sources_are_known_without_a_reactor():
    code = (
        "import sys; from scout.collect.catalogue import sources; known = bool(sources());"
        "print(known, {'twisted.internet.reactor', 'feedparser'} & set(sys.modules))"
    )

    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert result.stdout == "True set()\n"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DOWNLOAD_VERIFY_CERTIFICATES", True),
        ("TELNETCONSOLE_ENABLED", False),
        ("REMOTE_CONTROL_ENABLED", False),
        ("REFERER_ENABLED", False),
        ("COOKIES_ENABLED", False),
        ("AUTOTHROTTLE_ENABLED", True),
        ("DOWNLOAD_MAXSIZE", 10_000_000),
        ("DOWNLOAD_TIMEOUT", 30),
        ("REDIRECT_MAX_TIMES", 5),
        ("ROBOTSTXT_USER_AGENT", "foerderscout"),
        ("TWISTED_DNS_RESOLVER", "scout.collect.resolver.PublicResolver"),
        ("CONCURRENT_REQUESTS", 1),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", 1),
        ("URLLENGTH_LIMIT", 0),
        ("DOWNLOAD_DELAY", 1.0),
    ],
)
def test_defaults_of_scrapy_that_are_wrong_for_us_are_replaced(setting, value):
    assert getattr(scrapy_settings, setting) == value
    assert getattr(default_settings, setting) != value


def test_nothing_ends_a_crawl_without_a_word():
    assert not hasattr(scrapy_settings, "DEPTH_LIMIT")
    assert default_settings.DEPTH_LIMIT == 0
    assert not any(name.startswith("CLOSESPIDER") for name in vars(scrapy_settings))


def test_only_the_web_is_read():
    handlers = dict(scrapy_settings.DOWNLOAD_HANDLERS)
    web = {handlers.pop("http"), handlers.pop("https")}

    # The one whose connections ask the reactor's resolver.
    assert web == {"scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"}
    assert dict.fromkeys(("file", "ftp", "s3", "data")) == handlers


def test_what_keeps_a_crawl_polite_and_safe_stands_in_its_order():
    scrapys = default_settings.DOWNLOADER_MIDDLEWARES_BASE
    ours = dict(scrapy_settings.DOWNLOADER_MIDDLEWARES)
    replaced = {name for name, place in ours.items() if place is None}
    places = {name.rpartition(".")[2]: place for name, place in ours.items() if place is not None}

    assert {name.rpartition(".")[2] for name in replaced} == {
        "OffsiteMiddleware",
        "RobotsTxtMiddleware",
    }
    assert replaced <= set(scrapys)
    order = "Reach Robots Wall Conditional Reservation RetryAfter Address".split()
    assert sorted(places, key=places.__getitem__) == [f"{name}Middleware" for name in order]
    left = {name: place for name, place in scrapys.items() if name not in replaced}
    assert places["ReachMiddleware"] < places["RobotsMiddleware"] < min(left.values())
    assert places["AddressMiddleware"] > max(left.values())
    decoding = "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware"
    retries = "scrapy.downloadermiddlewares.retry.RetryMiddleware"
    assert scrapys[retries] < places["WallMiddleware"]
    assert places["RetryAfterMiddleware"] < scrapys[decoding]


def test_every_setting_of_ours_is_one_that_scrapy_knows():
    ours = {name for name in vars(scrapy_settings) if name.isupper()}

    assert ours <= set(vars(default_settings))
