-- Why an order was sent; null: its strategy said no reason.
ALTER TABLE orders ADD COLUMN reason TEXT;
