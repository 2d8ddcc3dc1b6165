-- Why an order was sent; null: its strategy said no reason.
ALTER TABLE orders ADD COLUMN reason TEXT;

-- Its columns are those that the table had when it was made.
CREATE OR REPLACE VIEW readable_orders AS
SELECT readable_time(placed_ns) AS placed,
    readable_time(updated_ns) AS updated,
    readable_time(ended_ns) AS ended,
    orders.*
FROM orders;
