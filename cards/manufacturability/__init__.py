"""Cards about what can be made: findings, the form behind them, waivers, rules."""
