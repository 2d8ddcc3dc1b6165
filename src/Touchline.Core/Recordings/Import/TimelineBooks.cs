namespace Touchline.Core;

/// <summary>
/// The book as we know it and as the exchange knows it, row by row. One book serves both until a row comes that only one side sees.
/// </summary>
internal sealed class TimelineBooks
{
    private OrderBook? _exchange;

    /// <summary>The book of the rows we see.</summary>
    public OrderBook Local { get; } = new();

    /// <summary>The book of the rows the exchange sees.</summary>
    public OrderBook Exchange => _exchange ?? Local;

    public void Apply(in MarketEvent row)
    {
        if (_exchange is null && row.SeenLocally != row.SeenByExchange)
        {
            _exchange = new OrderBook();
            _exchange.Load(Local, UnitChange.None);
        }

        if (row.SeenLocally || _exchange is null)
            Local.Apply(row);
        if (row.SeenByExchange)
            _exchange?.Apply(row);
    }

    /// <summary>Counts the levels in the units of the instrument's next version.</summary>
    public void Rescale(UnitChange change)
    {
        Local.Load(Local, change);
        _exchange?.Load(_exchange, change);
    }
}
