-- The tables with their times for people to read, in UTC.

CREATE VIEW readable_sessions AS
SELECT strftime('%Y-%m-%d %H:%M:%S', started_ns / 1000000000, 'unixepoch') || printf('.%09d', started_ns % 1000000000) AS started,
    strftime('%Y-%m-%d %H:%M:%S', ended_ns / 1000000000, 'unixepoch') || printf('.%09d', ended_ns % 1000000000) AS ended,
    sessions.*
FROM sessions;

CREATE VIEW readable_orders AS
SELECT strftime('%Y-%m-%d %H:%M:%S', placed_ns / 1000000000, 'unixepoch') || printf('.%09d', placed_ns % 1000000000) AS placed,
    strftime('%Y-%m-%d %H:%M:%S', updated_ns / 1000000000, 'unixepoch') || printf('.%09d', updated_ns % 1000000000) AS updated,
    strftime('%Y-%m-%d %H:%M:%S', ended_ns / 1000000000, 'unixepoch') || printf('.%09d', ended_ns % 1000000000) AS ended,
    orders.*
FROM orders;

CREATE VIEW readable_order_transitions AS
SELECT strftime('%Y-%m-%d %H:%M:%S', at_ns / 1000000000, 'unixepoch') || printf('.%09d', at_ns % 1000000000) AS at_time,
    strftime('%Y-%m-%d %H:%M:%S', exchange_ns / 1000000000, 'unixepoch') || printf('.%09d', exchange_ns % 1000000000) AS exchange_time,
    order_transitions.*
FROM order_transitions;

CREATE VIEW readable_positions AS
SELECT strftime('%Y-%m-%d %H:%M:%S', opened_at / 1000000000, 'unixepoch') || printf('.%09d', opened_at % 1000000000) AS opened,
    strftime('%Y-%m-%d %H:%M:%S', updated_at / 1000000000, 'unixepoch') || printf('.%09d', updated_at % 1000000000) AS updated,
    strftime('%Y-%m-%d %H:%M:%S', closed_at / 1000000000, 'unixepoch') || printf('.%09d', closed_at % 1000000000) AS closed,
    positions.*
FROM positions;

CREATE VIEW readable_trades AS
SELECT strftime('%Y-%m-%d %H:%M:%S', at_ns / 1000000000, 'unixepoch') || printf('.%09d', at_ns % 1000000000) AS at_time,
    trades.*
FROM trades;

CREATE VIEW readable_audit_log AS
SELECT strftime('%Y-%m-%d %H:%M:%S', at_ns / 1000000000, 'unixepoch') || printf('.%09d', at_ns % 1000000000) AS at_time,
    audit_log.*
FROM audit_log;

CREATE VIEW readable_market_snapshots AS
SELECT strftime('%Y-%m-%d %H:%M:%S', at_ns / 1000000000, 'unixepoch') || printf('.%09d', at_ns % 1000000000) AS at_time,
    market_snapshots.*
FROM market_snapshots;

CREATE VIEW readable_equity_history AS
SELECT strftime('%Y-%m-%d %H:%M:%S', at_ns / 1000000000, 'unixepoch') || printf('.%09d', at_ns % 1000000000) AS at_time,
    equity_history.*
FROM equity_history;

-- What was earned by whole round trips, and by the lines of imported trade logs that say so.
CREATE VIEW closed_trades AS
SELECT position_key AS trade_key, strategy, venue, symbol, side, signal_type, entry_reason, exit_reason, opened_at, closed_at,
    entry_quantity AS quantity, entry_price, exit_price, realised_pnl, fees, funding, net_pnl
FROM positions
WHERE closed_at IS NOT NULL
UNION ALL
SELECT fill_key, strategy, venue, symbol, side, signal_type, NULL, exit_reason, NULL, at_ns,
    quantity, NULL, price, realised_pnl, fee, '0', net_pnl
FROM trades
WHERE kind = 'imported' AND realised_pnl IS NOT NULL;
