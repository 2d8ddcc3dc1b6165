CREATE TABLE market_snapshots (
    session_key TEXT NOT NULL,
    venue TEXT NOT NULL,
    symbol TEXT NOT NULL,
    at_ns BIGINT NOT NULL,
    bid NUMERIC,
    bid_quantity NUMERIC,
    ask NUMERIC,
    ask_quantity NUMERIC,
    PRIMARY KEY (session_key, symbol, at_ns)
);
CREATE INDEX market_snapshots_time ON market_snapshots (at_ns);

-- The account as a whole has an empty strategy.
CREATE TABLE equity_history (
    session_key TEXT NOT NULL,
    strategy TEXT NOT NULL,
    venue TEXT NOT NULL,
    symbol TEXT NOT NULL,
    at_ns BIGINT NOT NULL,
    position NUMERIC NOT NULL,
    average_price NUMERIC NOT NULL,
    mid NUMERIC,
    realised_pnl NUMERIC NOT NULL,
    unrealised_pnl NUMERIC NOT NULL,
    fees NUMERIC NOT NULL,
    funding NUMERIC NOT NULL,
    equity NUMERIC NOT NULL,
    PRIMARY KEY (session_key, strategy, symbol, at_ns)
);
CREATE INDEX equity_history_time ON equity_history (at_ns);

CREATE EXTENSION IF NOT EXISTS timescaledb;

-- A chunk is 30 days.
SELECT create_hypertable('market_snapshots', 'at_ns', chunk_time_interval => 2592000000000000);
SELECT create_hypertable('equity_history', 'at_ns', chunk_time_interval => 2592000000000000);

CREATE FUNCTION series_month(at_ns BIGINT) RETURNS void LANGUAGE sql AS $$
    SELECT
$$;

-- Drops the chunks that end before a time; tells how many.
CREATE FUNCTION series_retain(before_ns BIGINT) RETURNS BIGINT LANGUAGE sql AS $$
    SELECT (SELECT count(*) FROM drop_chunks('market_snapshots', older_than => before_ns))
        + (SELECT count(*) FROM drop_chunks('equity_history', older_than => before_ns))
$$;
