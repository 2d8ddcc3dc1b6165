CREATE FUNCTION readable_time(ns BIGINT) RETURNS TEXT LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT to_char(to_timestamp(ns / 1000000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || '.' || lpad((ns % 1000000000)::TEXT, 9, '0')
$$;

-- By the name that it has in SQLite, so that a query reads the same in both.
CREATE AGGREGATE decimal_sum(NUMERIC) (SFUNC = numeric_add, STYPE = NUMERIC, INITCOND = '0');

-- The tables with their times for people to read, in UTC.

CREATE VIEW readable_sessions AS
SELECT readable_time(started_ns) AS started,
    readable_time(ended_ns) AS ended,
    sessions.*
FROM sessions;

CREATE VIEW readable_orders AS
SELECT readable_time(placed_ns) AS placed,
    readable_time(updated_ns) AS updated,
    readable_time(ended_ns) AS ended,
    orders.*
FROM orders;

CREATE VIEW readable_order_transitions AS
SELECT readable_time(at_ns) AS at_time,
    readable_time(exchange_ns) AS exchange_time,
    order_transitions.*
FROM order_transitions;

CREATE VIEW readable_positions AS
SELECT readable_time(opened_at) AS opened,
    readable_time(updated_at) AS updated,
    readable_time(closed_at) AS closed,
    positions.*
FROM positions;

CREATE VIEW readable_trades AS
SELECT readable_time(at_ns) AS at_time,
    trades.*
FROM trades;

CREATE VIEW readable_audit_log AS
SELECT readable_time(at_ns) AS at_time,
    audit_log.*
FROM audit_log;

CREATE VIEW readable_market_snapshots AS
SELECT readable_time(at_ns) AS at_time,
    market_snapshots.*
FROM market_snapshots;

CREATE VIEW readable_equity_history AS
SELECT readable_time(at_ns) AS at_time,
    equity_history.*
FROM equity_history;

-- What was earned by whole round trips, and by the lines of imported trade logs that say so.
CREATE VIEW closed_trades AS
SELECT position_key AS trade_key, strategy, venue, symbol, side, signal_type, entry_reason, exit_reason, opened_at, closed_at,
    entry_quantity AS quantity, entry_price, exit_price, realised_pnl, fees, funding, net_pnl
FROM positions
WHERE closed_at IS NOT NULL
UNION ALL
SELECT fill_key, strategy, venue, symbol, side, signal_type, NULL, exit_reason, NULL::BIGINT, at_ns,
    quantity, NULL::NUMERIC, price, realised_pnl, fee, 0, net_pnl
FROM trades
WHERE kind = 'imported' AND realised_pnl IS NOT NULL;
