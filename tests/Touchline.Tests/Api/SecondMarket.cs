using Touchline.Core;

namespace Touchline.Tests.Api;

/// <summary>Trades at one price, a thousand a second, of a symbol at a venue of its own.</summary>
internal sealed class SecondMarket(string symbol, long startNs) : RowStream(Instrument.Linear(Venue, symbol, DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.001", "lot")), startNs, startNs)
{
    public const string Venue = "elsewhere";

    private long _ns = startNs;

    public override string Name => Venue;

    protected override void Fill(Span<MarketEvent> rows)
    {
        foreach (ref MarketEvent row in rows)
        {
            _ns += 1_000_000;
            row = new MarketEvent { ExchangeNs = _ns, LocalNs = _ns, Kind = EventKind.Trade, Side = Side.Buy, Price = new Price(500_000), Quantity = new Quantity(1), Flags = EventFlags.EndOfBatch };
        }
    }
}
