using System.Text;
using System.Text.Json;
using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

/// <summary>
/// Fills since the account was last known as it was, by the venue's list of trades. Each becomes a report unless it was one already; those of an order whose number isn't known here become the one's whose it turns out to be.
/// </summary>
internal sealed class BinanceMissedFills(
    BinanceSession session, BinanceOrders orders, BinanceOrderLife life, BinanceUnnamedFills unnamed, BinanceStrangeOrders strange, BinanceLook look)
{
    /// <summary>So much earlier than seems right is asked for.</summary>
    public const long OverlapMs = 5_000;

    // Fills and payments further back the venue doesn't list without a trade's number.
    private const long MaxBackMs = 7L * 24 * 3_600_000 - 60_000;
    private const int TradesWeight = 5, OrderWeight = 1, MaxRows = 1_000;

    /// <summary>The time, or what the venue still lists where it is earlier.</summary>
    public static long Listed(BinanceSession session, long fromMs, long nowNs) => Math.Max(fromMs, session.Clock.VenueMs(nowNs) - MaxBackMs);

    /// <param name="asksAll">Of every instrument, whatever was traded in it here.</param>
    public void Ask(long sinceMs, bool asksAll, long nowNs)
    {
        if (sinceMs < session.Clock.VenueMs(nowNs) - MaxBackMs)
            session.Note($"the account was last read more than 7 days ago, on {DateTimeOffset.FromUnixTimeMilliseconds(sinceMs):yyyy-MM-dd HH:mm} UTC; Binance lists fills and funding of 7 days: compare the positions, the wallet and the profit with Binance's trade history since then");
        foreach (BinanceInstrument instrument in session.Instruments)
        {
            if (instrument.Units is null || !(asksAll || instrument.Traded is not null || instrument.Position != 0))
                continue;
            long fromMs = instrument.Traded is { LastTradeMs: > 0 } traded ? Math.Min(traded.LastTradeMs, sinceMs) : sinceMs;
            Ask(instrument, $"startTime={Listed(session, fromMs - OverlapMs, nowNs)}", nowNs);
        }
    }

    private void Ask(BinanceInstrument instrument, string from, long nowNs) =>
        look.Ask("/fapi/v1/userTrades", $"{instrument.Query}&{from}&limit={MaxRows}", TradesWeight, BinanceUrgency.Needed, (reply, at) =>
        {
            var unknown = new SortedDictionary<long, List<JsonElement>>();
            (int rows, long last) = BinanceTradeRows.Read(reply.Http.Body, instrument, orders, life, at, (venueId, row) =>
            {
                BinanceFillNews news = BinanceTradeRows.News(row);
                // To ask whose each fill of an earlier session was would cost a session that starts again and again all its weight.
                if (news.TimeMs < session.BeganMs || instrument.Traded?.ToldBefore.Contains(news.TradeId, news.Side) == true)
                    return;
                if (!unknown.TryGetValue(venueId, out List<JsonElement>? fills))
                    unknown[venueId] = fills = [];
                fills.Add(row.Clone());
            });
            foreach ((long venueId, List<JsonElement> fills) in unknown)
                AskWhose(instrument, venueId, fills, at);
            if (rows < 0)
                look.Fail("a list of fills that isn't understood");
            else if (rows == MaxRows)
                Ask(instrument, $"fromId={last + 1}", at);
        }, nowNs);

    // Fills of an order whose number isn't known here: ours without an answer yet, a liquidation, or somebody else's. Binance may list an order's fills for longer than the order.
    private void AskWhose(BinanceInstrument instrument, long venueId, List<JsonElement> fills, long nowNs) =>
        look.Ask(
            "/fapi/v1/order", $"{instrument.Query}&orderId={venueId}", OrderWeight, BinanceUrgency.Needed,
            (reply, at) => OnWhose(instrument, reply, venueId, fills, at), nowNs, mayBeUnknown: true);

    private void OnWhose(BinanceInstrument instrument, BinanceReply reply, long venueId, List<JsonElement> fills, long nowNs)
    {
        var scanner = new JsonScanner(reply.IsOk ? reply.Body : "{}"u8);
        BinanceOrderState state = BinanceOrderState.Read(ref scanner);
        if (reply.IsOk && state.ClientId.IsEmpty)
        {
            look.Fail("an order that isn't understood");
            return;
        }

        // What a conditional order became may have been learnt meanwhile.
        if ((orders.Find(orders.NumberOf(state.ClientId)) ?? orders.FindByVenueId(instrument.Index, venueId)) is { } order)
        {
            life.OnState(order, state, nowNs);
            foreach (JsonElement fill in fills)
                life.OnFill(instrument, order, order.Number, BinanceTradeRows.News(fill), nowNs);
        }
        else if (!reply.IsOk && instrument.Traded?.Live.Exists(o => o is { VenueId: 0, New.IsOpen: true, IsUnresolved: false }) == true)
        {
            // Queries may be behind the list of fills: it may be the one of ours of which nobody knows yet.
            look.Fail($"a fill of order number {venueId}, which isn't to be found, while one of ours is unclear");
        }
        else
        {
            OnOthers(instrument, state, reply.IsOk ? state.ClientId : Encoding.ASCII.GetBytes($"number {venueId}"), venueId, fills, nowNs);
        }
    }

    // Of no order that is known here.
    private void OnOthers(BinanceInstrument instrument, in BinanceOrderState state, ReadOnlySpan<byte> name, long venueId, List<JsonElement> fills, long nowNs)
    {
        long number = orders.NumberOf(state.ClientId);
        bool isLiquidation = BinancePrivateStream.IsLiquidation(state.ClientId), isVenues = isLiquidation || BinancePrivateStream.IsVenues(state.ClientId);
        // Of this session, over and forgotten: it was told whole before it was. Of an earlier one: what of it was told is known.
        if (number != 0 && (!orders.IsForgotten(number) || fills.TrueForAll(f => WasToldBefore(instrument, f))))
            return;
        if (number == 0 && !isVenues && unnamed.MayBeOurs(instrument, venueId, BinanceTradeRows.News(fills[0]).Side, nowNs))
        {
            foreach (JsonElement fill in fills)
                unnamed.Hold(instrument, venueId, name, BinanceTradeRows.News(fill), nowNs);
            return;
        }

        if (number != 0)
            strange.OnForgotten(instrument, name);
        else if (!isVenues && !fills.TrueForAll(f => BinanceUnnamedFills.WasOurs(instrument, BinanceTradeRows.News(f))))
            strange.OnStranger(instrument, name);
        foreach (JsonElement fill in fills)
        {
            if (isLiquidation)
                life.OnForcedFill(instrument, BinanceTradeRows.News(fill), nowNs);
            else if (number != 0)
                life.OnFill(instrument, null, number, BinanceTradeRows.News(fill), nowNs);
            else
                life.OnExternalFill(instrument, BinanceTradeRows.News(fill), isVenues, nowNs);
        }
    }

    private static bool WasToldBefore(BinanceInstrument instrument, JsonElement fill)
    {
        BinanceFillNews news = BinanceTradeRows.News(fill);
        return instrument.Traded?.ToldBefore.WasTold(news.TradeId, news.Side) == true;
    }
}
