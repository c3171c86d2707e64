"""The bridge to Decidim, the city's central platform. The hub sees `sync.decidim.platform` alone."""
