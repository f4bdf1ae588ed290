"""Feishu (飞书): its webhook, its long connection and its REST calls."""
