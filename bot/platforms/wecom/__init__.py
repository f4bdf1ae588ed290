"""WeCom (企业微信): the self-built app for people, the smart bot for groups."""
