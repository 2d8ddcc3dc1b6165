SELECT trade_key, strategy, symbol, side, signal_type, exit_reason, quantity, entry_price, exit_price, fees, net_pnl
FROM closed_trades
ORDER BY CAST(net_pnl AS DOUBLE PRECISION) DESC, trade_key
LIMIT 20
