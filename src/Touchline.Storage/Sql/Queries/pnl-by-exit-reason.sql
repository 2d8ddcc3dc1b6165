SELECT exit_reason, count(*) AS trades, decimal_sum(realised_pnl) AS realised_pnl, decimal_sum(fees) AS fees, decimal_sum(funding) AS funding,
    decimal_sum(net_pnl) AS net_pnl
FROM closed_trades
GROUP BY exit_reason
ORDER BY CAST(decimal_sum(net_pnl) AS DOUBLE PRECISION) DESC, exit_reason
