using System.Globalization;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

/// <summary>A client's book, kept by the venue's rule with dictionaries of text: snapshot, buffered events, chain of ids.</summary>
internal sealed class NaiveBook
{
    private readonly List<JsonElement> _buffer = [];
    private readonly SortedDictionary<decimal, decimal> _bids = [];
    private readonly SortedDictionary<decimal, decimal> _asks = [];
    private decimal _lowest;
    private decimal _highest;

    public long LastId { get; private set; }

    public bool IsJoined { get; private set; }

    public int Levels => _bids.Count + _asks.Count;

    public void OnEvent(JsonElement e)
    {
        if (!IsJoined)
        {
            _buffer.Add(e);
            return;
        }

        Assert.Equal(LastId, e.GetProperty("pu").GetInt64());
        Apply(e);
    }

    /// <summary>False: the snapshot is older than all that was heard, or newer than all: another one is needed later.</summary>
    public bool TryJoin(JsonElement snapshot)
    {
        long id = snapshot.GetProperty("lastUpdateId").GetInt64();
        _buffer.RemoveAll(e => e.GetProperty("u").GetInt64() < id);
        if (_buffer.Count == 0 || _buffer[0].GetProperty("U").GetInt64() > id)
            return false;
        Fill(_bids, snapshot.GetProperty("bids"));
        Fill(_asks, snapshot.GetProperty("asks"));
        (_lowest, _highest) = (_bids.Keys.First(), _asks.Keys.Last());
        Apply(_buffer[0]);
        IsJoined = true;
        foreach (JsonElement e in _buffer.Skip(1))
            OnEvent(e);
        return true;
    }

    /// <summary>As far as the snapshot reached: what lies further out is unknown until it changes.</summary>
    public void AssertEquals(BinanceMarket market)
    {
        AssertEquals(market, Side.Buy, _bids.Reverse());
        AssertEquals(market, Side.Sell, _asks);
    }

    private void AssertEquals(BinanceMarket market, Side side, IEnumerable<KeyValuePair<decimal, decimal>> levels)
    {
        IEnumerable<(decimal, decimal)> real = market.Book.Snapshot(side)
            .Select(l => (market.Symbol.TickSize.ToDecimal(l.Price.Units), market.Symbol.StepSize.ToDecimal(l.Quantity.Units)));
        Assert.Equal(real.Where(l => IsKnown(l.Item1)), levels.Select(l => (l.Key, l.Value)).Where(l => IsKnown(l.Key)));
    }

    private bool IsKnown(decimal price) => price >= _lowest && price <= _highest;

    private void Apply(JsonElement e)
    {
        Fill(_bids, e.GetProperty("b"));
        Fill(_asks, e.GetProperty("a"));
        LastId = e.GetProperty("u").GetInt64();
    }

    private static void Fill(SortedDictionary<decimal, decimal> side, JsonElement levels)
    {
        foreach (JsonElement level in levels.EnumerateArray())
        {
            decimal price = decimal.Parse(level[0].GetString()!, CultureInfo.InvariantCulture);
            decimal quantity = decimal.Parse(level[1].GetString()!, CultureInfo.InvariantCulture);
            if (quantity == 0)
                side.Remove(price);
            else
                side[price] = quantity;
        }
    }
}
