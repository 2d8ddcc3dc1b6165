using System.Text;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests;

/// <summary>A decoded message on the heap. Rows are <c>kind side price quantity</c>.</summary>
internal sealed record SeenMessage(
    BinanceMessageKind Kind, string Symbol, long EventMs, long TransactionMs, long FirstId, long LastId, long PreviousId, bool IsMisfit,
    string? Fault, string[] Rows)
{
    /// <summary>Tick 0.01, lot 0.001.</summary>
    public static Instrument Units { get; } =
        Instrument.Linear("binance-usdm", "BTCUSDT", DecimalUnit.Parse("0.01", "tick"), DecimalUnit.Parse("0.001", "lot"));

    public static SeenMessage Of(string json) => Of(Encoding.UTF8.GetBytes(json));

    public static SeenMessage Of(ReadOnlySpan<byte> json)
    {
        var rows = new EventBuffer();
        BinanceMessage m = BinanceMessage.Read(json, Units, rows);
        string[] seen = new string[rows.Count];
        for (int i = 0; i < seen.Length; i++)
        {
            MarketEvent e = rows.Events[i];
            seen[i] = $"{e.Kind} {e.Side} {Units.PriceUnit.ToDecimal(e.Price):0.00} {Units.QuantityUnit.ToDecimal(e.Quantity):0.000}";
        }

        return new SeenMessage(
            m.Kind, Encoding.UTF8.GetString(m.Symbol), m.EventMs, m.TransactionMs, m.FirstId, m.LastId, m.PreviousId,
            m.MisfitPrice is not null || m.MisfitQuantity is not null, m.Fault, seen);
    }
}
