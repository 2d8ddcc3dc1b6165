using System.Data.Common;
using Dapper;

namespace Touchline.Storage;

/// <summary>
/// Orders, positions and trades. Orders and positions carry a version: who saves one that somebody else has saved meanwhile is told so, and nothing
/// is changed.
/// </summary>
public static class TradingTables
{
    private const string OrderColumns =
        "journal, order_id, session_key, client_order_id, strategy, venue, symbol, side, type, time_in_force, reduce_only, reason, price, trigger_price, quantity, filled, filled_value, average_price, fees, state, is_unknown, placed_ns, updated_ns, ended_ns, version";

    private const string PositionColumns =
        "position_key, journal, session_key, strategy, venue, symbol, side, quantity, open_cost, entry_quantity, entry_value, entry_price, exit_quantity, exit_value, exit_price, realised_pnl, fees, funding, net_pnl, entry_reason, exit_reason, signal_type, signal_data, exit_signal_data, entry_market, exit_market, entry_indicators, exit_indicators, opened_at, updated_at, closed_at, version";

    private const string InsertOrder = $"""
        INSERT INTO orders ({OrderColumns})
        VALUES (@Journal, @OrderId, @SessionKey, @ClientOrderId, @Strategy, @Venue, @Symbol, @Side, @Type, @TimeInForce, @ReduceOnly, @Reason, @Price, @TriggerPrice,
            @Quantity, @Filled, @FilledValue, @AveragePrice, @Fees, @State, @IsUnknown, @PlacedNs, @UpdatedNs, @EndedNs, 1)
        ON CONFLICT DO NOTHING
        """;

    private const string UpdateOrder = """
        UPDATE orders SET price = @Price, quantity = @Quantity, filled = @Filled, filled_value = @FilledValue, average_price = @AveragePrice, fees = @Fees,
            state = @State, is_unknown = @IsUnknown, updated_ns = @UpdatedNs, ended_ns = @EndedNs, version = version + 1
        WHERE journal = @Journal AND order_id = @OrderId AND version = @Version
        """;

    private const string InsertPosition = $"""
        INSERT INTO positions ({PositionColumns})
        VALUES (@PositionKey, @Journal, @SessionKey, @Strategy, @Venue, @Symbol, @Side, @Quantity, @OpenCost, @EntryQuantity, @EntryValue, @EntryPrice,
            @ExitQuantity, @ExitValue, @ExitPrice, @RealisedPnl, @Fees, @Funding, @NetPnl, @EntryReason, @ExitReason, @SignalType, @SignalData, @ExitSignalData,
            @EntryMarket, @ExitMarket, @EntryIndicators, @ExitIndicators, @OpenedAt, @UpdatedAt, @ClosedAt, 1)
        ON CONFLICT DO NOTHING
        """;

    private const string UpdatePosition = """
        UPDATE positions SET quantity = @Quantity, open_cost = @OpenCost, entry_quantity = @EntryQuantity, entry_value = @EntryValue, entry_price = @EntryPrice,
            exit_quantity = @ExitQuantity, exit_value = @ExitValue, exit_price = @ExitPrice, realised_pnl = @RealisedPnl, fees = @Fees, funding = @Funding,
            net_pnl = @NetPnl, exit_reason = @ExitReason, signal_data = @SignalData, exit_signal_data = @ExitSignalData, entry_market = @EntryMarket,
            exit_market = @ExitMarket, entry_indicators = @EntryIndicators, exit_indicators = @ExitIndicators, updated_at = @UpdatedAt, closed_at = @ClosedAt,
            version = version + 1
        WHERE position_key = @PositionKey AND version = @Version
        """;

    private const string InsertTransition = """
        INSERT INTO order_transitions (session_key, input, ordinal, journal, order_id, at_ns, exchange_ns, event, from_state, to_state, price, quantity, filled)
        VALUES (@SessionKey, @Input, @Ordinal, @Journal, @OrderId, @AtNs, @ExchangeNs, @Event, @FromState, @ToState, @Price, @Quantity, @Filled)
        ON CONFLICT DO NOTHING
        """;

    private const string InsertTrade = """
        INSERT INTO trades (fill_key, journal, session_key, order_id, trade_id, position_key, strategy, venue, symbol, side, kind, price, quantity, value, fee,
            fee_asset, fee_paid, realised_pnl, net_pnl, is_maker, exit_reason, signal_type, at_ns, exchange_ns)
        VALUES (@FillKey, @Journal, @SessionKey, @OrderId, @TradeId, @PositionKey, @Strategy, @Venue, @Symbol, @Side, @Kind, @Price, @Quantity, @Value, @Fee,
            @FeeAsset, @FeePaid, @RealisedPnl, @NetPnl, @IsMaker, @ExitReason, @SignalType, @AtNs, @ExchangeNs)
        ON CONFLICT DO NOTHING
        """;

    public static OrderRow? FindOrder(DbConnection connection, string journal, long orderId) => connection.QuerySingleOrDefault<OrderRow>(
        $"SELECT {OrderColumns} FROM orders WHERE journal = @journal AND order_id = @orderId", new { journal, orderId });

    /// <summary>What happened to an order, oldest first, over all sessions.</summary>
    public static IReadOnlyList<TransitionRow> HistoryOf(DbConnection connection, string journal, long orderId) =>
        [.. connection.Query<TransitionRow>(
            "SELECT * FROM order_transitions WHERE journal = @journal AND order_id = @orderId ORDER BY at_ns, input, ordinal", new { journal, orderId })];

    public static PositionRow? FindPosition(DbConnection connection, string positionKey) => connection.QuerySingleOrDefault<PositionRow>(
        $"SELECT {PositionColumns} FROM positions WHERE position_key = @positionKey", new { positionKey });

    public static IReadOnlyList<TradeRow> TradesOf(DbConnection connection, string journal, long orderId) =>
        [.. connection.Query<TradeRow>("SELECT * FROM trades WHERE journal = @journal AND order_id = @orderId ORDER BY at_ns, fill_key", new { journal, orderId })];

    /// <summary>A row with version 0 is new; else its version is the one it was read with. The row's own version isn't changed.</summary>
    public static SaveOutcome Save(DbConnection connection, OrderRow row, DbTransaction? transaction = null)
    {
        if (row.Version == 0)
            return connection.Execute(InsertOrder, row, transaction) == 1 ? SaveOutcome.Saved : SaveOutcome.Stale;
        if (connection.Execute(UpdateOrder, row, transaction) == 1)
            return SaveOutcome.Saved;
        return VersionOf(connection, row, transaction) is null ? SaveOutcome.Missing : SaveOutcome.Stale;
    }

    /// <inheritdoc cref="Save(DbConnection, OrderRow, DbTransaction?)"/>
    public static SaveOutcome Save(DbConnection connection, PositionRow row, DbTransaction? transaction = null)
    {
        if (row.Version == 0)
            return connection.Execute(InsertPosition, row, transaction) == 1 ? SaveOutcome.Saved : SaveOutcome.Stale;
        if (connection.Execute(UpdatePosition, row, transaction) == 1)
            return SaveOutcome.Saved;
        return VersionOf(connection, row, transaction) is null ? SaveOutcome.Missing : SaveOutcome.Stale;
    }

    internal static long? VersionOf(DbConnection connection, OrderRow row, DbTransaction? transaction) => connection.ExecuteScalar<long?>(
        "SELECT version FROM orders WHERE journal = @Journal AND order_id = @OrderId", row, transaction);

    internal static long? VersionOf(DbConnection connection, PositionRow row, DbTransaction? transaction) => connection.ExecuteScalar<long?>(
        "SELECT version FROM positions WHERE position_key = @PositionKey", row, transaction);

    internal static IReadOnlyList<OrderRow> LiveOrders(DbConnection connection, string journal) =>
        [.. connection.Query<OrderRow>($"SELECT {OrderColumns} FROM orders WHERE journal = @journal AND ended_ns IS NULL ORDER BY order_id", new { journal })];

    /// <summary>The newest of the ended ones, in the order of their ends: their last fills may come late.</summary>
    internal static IReadOnlyList<OrderRow> EndedOrders(DbConnection connection, string journal, int most) =>
        [.. connection.Query<OrderRow>(
            $"SELECT {OrderColumns} FROM orders WHERE journal = @journal AND ended_ns IS NOT NULL ORDER BY ended_ns DESC, order_id DESC LIMIT @most", new { journal, most }).Reverse()];

    internal static IReadOnlyList<PositionRow> OpenPositions(DbConnection connection, string journal) =>
        [.. connection.Query<PositionRow>($"SELECT {PositionColumns} FROM positions WHERE journal = @journal AND closed_at IS NULL ORDER BY position_key", new { journal })];

    internal static IReadOnlyList<PositionRow> Positions(DbConnection connection, string journal, DbTransaction? transaction) =>
        [.. connection.Query<PositionRow>($"SELECT {PositionColumns} FROM positions WHERE journal = @journal", new { journal }, transaction)];

    // Told twice, they stand once.
    internal static int Insert(DbConnection connection, IReadOnlyCollection<TransitionRow> rows, DbTransaction transaction) =>
        connection.Execute(InsertTransition, rows, transaction);

    internal static int Insert(DbConnection connection, IReadOnlyCollection<TradeRow> rows, DbTransaction transaction) =>
        connection.Execute(InsertTrade, rows, transaction);
}
