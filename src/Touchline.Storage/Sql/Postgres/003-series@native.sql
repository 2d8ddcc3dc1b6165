-- A partition a month (UTC), made before its first row comes.

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
) PARTITION BY RANGE (at_ns);
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
) PARTITION BY RANGE (at_ns);
CREATE INDEX equity_history_time ON equity_history (at_ns);

-- The month's partition of both tables, e.g. market_snapshots_2026_03.
CREATE FUNCTION series_month(at_ns BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first TIMESTAMP := date_trunc('month', to_timestamp(at_ns / 1000000000) AT TIME ZONE 'UTC');
    from_ns BIGINT := extract(epoch FROM first AT TIME ZONE 'UTC')::BIGINT * 1000000000;
    to_ns BIGINT := extract(epoch FROM (first + INTERVAL '1 month') AT TIME ZONE 'UTC')::BIGINT * 1000000000;
    parent TEXT;
    part TEXT;
BEGIN
    -- Two sessions may want the same one at once.
    PERFORM pg_advisory_xact_lock(7420110002);
    FOREACH parent IN ARRAY ARRAY['market_snapshots', 'equity_history'] LOOP
        part := parent || to_char(first, '_YYYY_MM');
        IF to_regclass(part) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)', part, parent, from_ns, to_ns);
        END IF;
    END LOOP;
END
$$;

-- Drops the partitions that end before a time; tells how many.
CREATE FUNCTION series_retain(before_ns BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    dropped BIGINT := 0;
    part TEXT;
    month TIMESTAMP;
BEGIN
    FOR part IN
        SELECT child.relname
        FROM pg_inherits
        JOIN pg_class child ON child.oid = pg_inherits.inhrelid
        WHERE pg_inherits.inhparent IN ('market_snapshots'::regclass, 'equity_history'::regclass)
    LOOP
        month := to_date(right(part, 7), 'YYYY_MM')::TIMESTAMP;
        IF extract(epoch FROM (month + INTERVAL '1 month') AT TIME ZONE 'UTC') * 1000000000 <= before_ns THEN
            EXECUTE format('DROP TABLE %I', part);
            dropped := dropped + 1;
        END IF;
    END LOOP;
    RETURN dropped;
END
$$;
