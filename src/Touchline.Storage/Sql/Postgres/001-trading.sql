-- Times are nanoseconds since the Unix epoch.

CREATE TABLE sessions (
    session_key TEXT NOT NULL PRIMARY KEY,
    journal TEXT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    venue TEXT NOT NULL,
    account TEXT NOT NULL,
    strategies TEXT NOT NULL,
    started_ns BIGINT NOT NULL,
    ended_ns BIGINT,
    lost_rows BIGINT NOT NULL DEFAULT 0,
    is_complete BOOLEAN NOT NULL DEFAULT TRUE,
    rebuilt_ns BIGINT,
    version BIGINT NOT NULL DEFAULT 1,
    UNIQUE (journal, number)
);

CREATE TABLE orders (
    journal TEXT NOT NULL,
    order_id BIGINT NOT NULL,
    session_key TEXT NOT NULL,
    client_order_id TEXT,
    strategy TEXT NOT NULL,
    venue TEXT NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL,
    type TEXT NOT NULL,
    time_in_force TEXT NOT NULL,
    reduce_only BOOLEAN NOT NULL,
    price NUMERIC,
    trigger_price NUMERIC,
    quantity NUMERIC NOT NULL,
    filled NUMERIC NOT NULL,
    filled_value NUMERIC NOT NULL,
    average_price NUMERIC,
    fees NUMERIC NOT NULL,
    state TEXT NOT NULL,
    is_unknown BOOLEAN NOT NULL,
    placed_ns BIGINT NOT NULL,
    updated_ns BIGINT NOT NULL,
    ended_ns BIGINT,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (journal, order_id)
);
CREATE INDEX orders_session ON orders (session_key);
CREATE INDEX orders_ended ON orders (journal, ended_ns);
CREATE INDEX orders_symbol ON orders (symbol, placed_ns);

CREATE TABLE order_transitions (
    session_key TEXT NOT NULL,
    input BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    journal TEXT NOT NULL,
    order_id BIGINT NOT NULL,
    at_ns BIGINT NOT NULL,
    exchange_ns BIGINT,
    event TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    price NUMERIC,
    quantity NUMERIC,
    filled NUMERIC,
    PRIMARY KEY (session_key, input, ordinal)
);
CREATE INDEX order_transitions_order ON order_transitions (journal, order_id, at_ns);

CREATE TABLE positions (
    position_key TEXT NOT NULL PRIMARY KEY,
    journal TEXT NOT NULL,
    session_key TEXT NOT NULL,
    strategy TEXT NOT NULL,
    venue TEXT NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL,
    quantity NUMERIC NOT NULL,
    open_cost NUMERIC NOT NULL,
    entry_quantity NUMERIC NOT NULL,
    entry_value NUMERIC NOT NULL,
    entry_price NUMERIC NOT NULL,
    exit_quantity NUMERIC NOT NULL,
    exit_value NUMERIC NOT NULL,
    exit_price NUMERIC,
    realised_pnl NUMERIC NOT NULL,
    fees NUMERIC NOT NULL,
    funding NUMERIC NOT NULL,
    net_pnl NUMERIC NOT NULL,
    entry_reason TEXT NOT NULL,
    exit_reason TEXT,
    signal_type TEXT NOT NULL,
    signal_data TEXT,
    exit_signal_data TEXT,
    entry_market TEXT,
    exit_market TEXT,
    entry_indicators TEXT,
    exit_indicators TEXT,
    opened_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    closed_at BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX positions_session ON positions (session_key);
CREATE INDEX positions_closed ON positions (closed_at);

CREATE TABLE trades (
    fill_key TEXT NOT NULL PRIMARY KEY,
    journal TEXT NOT NULL,
    session_key TEXT NOT NULL,
    order_id BIGINT,
    trade_id BIGINT,
    position_key TEXT,
    strategy TEXT NOT NULL,
    venue TEXT NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL,
    kind TEXT NOT NULL,
    price NUMERIC NOT NULL,
    quantity NUMERIC NOT NULL,
    value NUMERIC NOT NULL,
    fee NUMERIC NOT NULL,
    fee_asset TEXT,
    fee_paid NUMERIC,
    realised_pnl NUMERIC,
    net_pnl NUMERIC,
    is_maker BOOLEAN NOT NULL,
    exit_reason TEXT,
    signal_type TEXT,
    at_ns BIGINT NOT NULL,
    exchange_ns BIGINT
);
CREATE INDEX trades_session ON trades (session_key);
CREATE INDEX trades_order ON trades (journal, order_id);
CREATE INDEX trades_time ON trades (at_ns);

CREATE TABLE idempotency_cache (
    key TEXT NOT NULL PRIMARY KEY,
    operation TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    owner TEXT NOT NULL,
    is_done BOOLEAN NOT NULL,
    result TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX idempotency_cache_expiry ON idempotency_cache (expires_at);
