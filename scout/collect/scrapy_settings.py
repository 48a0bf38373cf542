"""How our spiders behave on the web; where a default of Scrapy is wrong for us, it stands here.

A module because Scrapy reads settings from one; nothing of the program's own settings is in it. A
test holds every line against Scrapy's defaults.
"""

BOT_NAME = "foerderscout"
USER_AGENT = "foerderscout"  # the crawl adds version and contact
SPIDER_MODULES = ["spiders"]

# Polite: ask first (robots.txt below), one request at a time, slowly, and under our own name.
ROBOTSTXT_USER_AGENT = "foerderscout"
CONCURRENT_REQUESTS = 1  # what waits in a queue of Scrapy's would not hear of a Retry-After
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
COOKIES_ENABLED = False
REFERER_ENABLED = False
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "de,en;q=0.5",
}

# Bounded: no answer without end, no wait without end. Not by limits that leave pages out without a
# word, like DEPTH_LIMIT: the child counts requests (ScoutSpider.max_requests) and fails.
DOWNLOAD_MAXSIZE = 10_000_000
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
REDIRECT_MAX_TIMES = 5  # as many as RFC 9309 wants of robots.txt
RETRY_TIMES = 2
URLLENGTH_LIMIT = 0

# Safe: certificates count, nobody looks in, only the public web is read. The handler is named, so
# that it stays the one whose connections ask the resolver; a cache of names is not asked by it.
DOWNLOAD_VERIFY_CERTIFICATES = True
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
METAREFRESH_ENABLED = False
TWISTED_DNS_RESOLVER = "scout.collect.resolver.PublicResolver"
DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler",
    "https": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler",
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}

# Ours. Requests pass from the first to the last: may it go there at all, what does robots.txt say,
# what does the host reserve, does it ask to wait. Answers pass from the last to the first: where
# did it come from, Scrapy's redirects (600) and decoding (590), ours, Scrapy's retries (550).
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "scout.collect.reach.ReachMiddleware": 50,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # ReachMiddleware is stricter
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # ours is stricter
    "scout.collect.robots.RobotsMiddleware": 100,
    "scout.collect.walls.WallMiddleware": 560,
    "scout.collect.conditional.ConditionalMiddleware": 570,
    "scout.collect.reservations.ReservationMiddleware": 575,
    "scout.collect.politeness.RetryAfterMiddleware": 580,
    "scout.collect.reach.AddressMiddleware": 980,
}

# Quiet: items are values, not log lines.
LOG_LEVEL = "INFO"
LOG_VERSIONS: list[str] = []
EXTENSIONS: dict[str, int | None] = {
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
}
