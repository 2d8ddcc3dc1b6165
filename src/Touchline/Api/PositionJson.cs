using System.Text.Json.Nodes;
using Touchline.Control;
using Touchline.Core;
using Touchline.Storage;
using Touchline.Trading;

namespace Touchline.Api;

/// <summary>A ledger as answers have it.</summary>
internal static class PositionJson
{
    /// <summary>One that was closed.</summary>
    public static JsonObject Of(PositionRow r) => new()
    {
        ["symbol"] = r.Symbol,
        ["venue"] = r.Venue,
        ["strategy"] = r.Strategy,
        ["side"] = r.Side,
        ["entry_reason"] = r.EntryReason,
        ["exit_reason"] = r.ExitReason,
        ["entry_price"] = ApiSession.Money(r.EntryPrice),
        ["exit_price"] = r.ExitPrice is { } exit ? ApiSession.Money(exit) : null,
        ["realised"] = ApiSession.Money(r.RealisedPnl),
        ["fees"] = ApiSession.Money(r.Fees),
        ["funding"] = ApiSession.Money(r.Funding),
        ["opened_ns"] = r.OpenedAt,
        ["closed_ns"] = r.ClosedAt,
    };

    public static JsonObject Of(SessionPortrait portrait, LedgerSnapshot l)
    {
        Instrument instrument = portrait.Instruments[l.Instrument].Instrument;
        return new JsonObject
        {
            ["symbol"] = instrument.Symbol,
            ["venue"] = instrument.Venue,
            ["strategy"] = l.Strategy switch { LedgerSnapshot.Account => null, LedgerSnapshot.Nobody => "", _ => portrait.Strategies[l.Strategy].Name },
            ["position"] = ApiSession.Money(l.Position),
            ["average_price"] = ApiSession.Money(l.AveragePrice),
            ["mid"] = l.Mid is { } mid ? ApiSession.Money(mid) : null,
            ["realised"] = ApiSession.Money(l.Realised),
            ["unrealised"] = ApiSession.Money(l.Unrealised),
            ["fees"] = ApiSession.Money(l.Fees),
            ["funding"] = ApiSession.Money(l.Funding),
            ["pnl"] = ApiSession.Money(l.Net),
        };
    }
}
