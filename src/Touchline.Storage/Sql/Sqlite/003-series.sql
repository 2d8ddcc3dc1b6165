CREATE TABLE market_snapshots (
    session_key TEXT NOT NULL,
    venue TEXT NOT NULL,
    symbol TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    bid TEXT COLLATE decimal,
    bid_quantity TEXT COLLATE decimal,
    ask TEXT COLLATE decimal,
    ask_quantity TEXT COLLATE decimal,
    PRIMARY KEY (session_key, symbol, at_ns)
);
CREATE INDEX market_snapshots_time ON market_snapshots (at_ns);

-- The account as a whole has an empty strategy.
CREATE TABLE equity_history (
    session_key TEXT NOT NULL,
    strategy TEXT NOT NULL,
    venue TEXT NOT NULL,
    symbol TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    position TEXT NOT NULL COLLATE decimal,
    average_price TEXT NOT NULL COLLATE decimal,
    mid TEXT COLLATE decimal,
    realised_pnl TEXT NOT NULL COLLATE decimal,
    unrealised_pnl TEXT NOT NULL COLLATE decimal,
    fees TEXT NOT NULL COLLATE decimal,
    funding TEXT NOT NULL COLLATE decimal,
    equity TEXT NOT NULL COLLATE decimal,
    PRIMARY KEY (session_key, strategy, symbol, at_ns)
);
CREATE INDEX equity_history_time ON equity_history (at_ns);
