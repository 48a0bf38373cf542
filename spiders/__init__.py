"""One file a source, found by Scrapy through ``SPIDER_MODULES``; nothing imports this package."""
