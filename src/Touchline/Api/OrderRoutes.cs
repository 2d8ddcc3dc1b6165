using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchline.Control;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Storage;
using Touchline.Trading;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>Orders: what became of each, placing one by hand, cancelling and closing.</summary>
internal static class OrderRoutes
{
    private const string ByRisk = "risk refuses the order: ", SessionField = "session";

    private static readonly string[] Statuses = ["live", "ended", "pending", "placed", "partially_filled", "filled", "cancelled", "rejected", "expired"];

    public static void Map(IEndpointRouteBuilder app, ApiSession session, SessionArchive archive)
    {
        var routes = new Routes(app, "trading");
        routes.Post("/order/test", "Places a limit order by hand, good until it is cancelled: a real one where the session is live, a paper one on paper", http => Place(http, session), Role.Trader)
            .Body(new JsonObject { ["symbol"] = "BTCUSDT", ["side"] = "buy", ["price"] = "50000", ["quantity"] = "0.01" }, "symbol", "side", "price", "quantity").BodyMayHave("venue").BodyMayHave(SessionField).Answers(201);
        routes.Post("/order/cancel", "Cancels an order, whosever it is", async http =>
        {
            JsonBody body = await JsonBody.Read(http).ConfigureAwait(false);
            CheckSession(body, session);
            decimal order = body.Positive("order_id");
            CheckOwnKey(body, session);
            string? symbol = body.TryText("symbol");
            foreach (string unused in (string[])["price", "quantity", "side"])
                body.Element(unused);
            body.Check();
            OrderId id = IdOf(order, "order_id");
            if (symbol is not null && archive.Order(id.Number) is { } known && !string.Equals(known.Order.Symbol, symbol, StringComparison.OrdinalIgnoreCase))
                throw Problem.Field("symbol", $"order {id} is one of {known.Order.Symbol}");
            await session.Tell(http, EngineCommand.Cancel(id)).ConfigureAwait(false);
            return Routes.Json(new JsonObject { ["order_id"] = id.Number, ["asked"] = true }, StatusCodes.Status202Accepted);
        }, Role.Trader).Body(new JsonObject { ["order_id"] = 12, ["symbol"] = "BTCUSDT" }, "order_id").BodyMayHave(SessionField).MayBeRepeated().Answers(202);
        routes.Get("/api/trading/orders", "The session's orders, newest first", http => Routes.Json(List(http, archive)))
            .Paged().Query("status", "live, ended, or a state: pending, placed, partially_filled, filled, cancelled, rejected, expired", QueryCheck.OneOf(Statuses)).OfOne(session)
            .Query("side", "buy or sell", QueryCheck.OneOf("buy", "sell"));
        routes.Get("/api/trading/orders/{id}", "One order with all that happened to it, its fills, and what they are worth now", http => Routes.Json(One(http, session, archive)));
        routes.Post("/api/trading/orders/{id}/close", "Cancels what is left of an order; with flatten closes at the market what of the position it brought", async http =>
        {
            OrderId id = IdOf(http);
            JsonBody body = await JsonBody.Read(http).ConfigureAwait(false);
            CheckSession(body, session);
            bool flatten = body.Flag("flatten");
            body.Check();
            if (archive.Order(id.Number) is null)
                throw Problem.NotFound($"order {id} isn't known here, or ended long ago");
            (bool cancels, decimal quantity) = (true, 0);
            if (flatten)
            {
                (cancels, quantity, string? refusal) = await session.Link.Close(id, ApiGate.PrincipalOf(http).Name).ConfigureAwait(false);
                if (refusal is not null)
                    throw new Problem(StatusCodes.Status422UnprocessableEntity, refusal);
            }
            else
            {
                await session.Tell(http, EngineCommand.Cancel(id)).ConfigureAwait(false);
            }

            return Routes.Json(
                new JsonObject { ["order_id"] = id.Number, ["asked"] = cancels || quantity > 0, ["flatten"] = flatten, ["cancels"] = cancels, ["quantity"] = ApiSession.Money(quantity) },
                StatusCodes.Status202Accepted);
        }, Role.Trader).Body(new JsonObject { ["flatten"] = true }).BodyMayHave(SessionField).Answers(202);
        routes.Get("/api/trading/fills", "Fills, newest first", http => Routes.Json(Fills(http, archive))).Paged().OfOne(session);
    }

    public static JsonObject Of(OrderRow o) => new()
    {
        ["id"] = o.OrderId,
        ["client_order_id"] = o.ClientOrderId,
        ["strategy"] = o.Strategy,
        ["venue"] = o.Venue,
        ["symbol"] = o.Symbol,
        ["side"] = o.Side,
        ["type"] = o.Type,
        ["time_in_force"] = o.TimeInForce,
        ["reduce_only"] = o.ReduceOnly,
        ["reason"] = o.Reason,
        ["price"] = Money(o.Price),
        ["trigger_price"] = Money(o.TriggerPrice),
        ["quantity"] = Money(o.Quantity),
        ["filled"] = Money(o.Filled),
        ["average_price"] = Money(o.AveragePrice),
        ["fees"] = Money(o.Fees),
        ["status"] = o.State,
        ["reason_text"] = o.ReasonText,
        ["is_unknown"] = o.IsUnknown,
        ["placed_ns"] = o.PlacedNs,
        ["updated_ns"] = o.UpdatedNs,
        ["ended_ns"] = o.EndedNs,
    };

    public static JsonObject Of(TradeRow t) => new()
    {
        ["trade_id"] = t.TradeId,
        ["order_id"] = t.OrderId,
        ["kind"] = t.Kind,
        ["strategy"] = t.Strategy,
        ["venue"] = t.Venue,
        ["symbol"] = t.Symbol,
        ["side"] = t.Side,
        ["price"] = Money(t.Price),
        ["quantity"] = Money(t.Quantity),
        ["value"] = Money(t.Value),
        ["fee"] = Money(t.Fee),
        ["fee_asset"] = t.FeeAsset ?? QuoteName.Of(t.Symbol),
        ["realised"] = Money(t.RealisedPnl),
        ["is_maker"] = t.IsMaker,
        ["at_ns"] = t.AtNs,
        ["exchange_ns"] = t.ExchangeNs,
    };

    private static JsonNode? Money(decimal? value) => value is { } money ? ApiSession.Money(money) : null;

    private static async Task<IResult> Place(HttpContext http, ApiSession session)
    {
        JsonBody body = await JsonBody.Read(http).ConfigureAwait(false);
        CheckSession(body, session);
        string symbol = body.Text("symbol");
        Side side = body.OneOf("side", ("buy", Side.Buy), ("sell", Side.Sell));
        (decimal price, decimal quantity) = (body.Positive("price"), body.Positive("quantity"));
        CheckOwnKey(body, session);
        IReadOnlyList<InstrumentPortrait> instruments = session.Portrait.Instruments;
        int index = IndexOf(body, symbol, instruments);
        if (index >= 0)
            CheckSteps(body, instruments[index].Instrument, price, quantity);
        body.Check();
        (OrderId order, string? refusal) = await session.Link.Place(EngineCommand.Place(index, side, quantity, price), ApiGate.PrincipalOf(http).Name, CancellationToken.None).ConfigureAwait(false);
        if (refusal is not null)
            throw Refused(refusal);
        http.Response.Headers.Location = string.Create(CultureInfo.InvariantCulture, $"/api/trading/orders/{order.Number}");
        return Routes.Json(new JsonObject { ["order_id"] = order.Number, ["symbol"] = instruments[index].Instrument.Symbol, ["venue"] = instruments[index].Instrument.Venue, ["paper"] = session.Portrait.Kind == "paper" }, StatusCodes.Status201Created);
    }

    // Another session's orders have the same numbers, and may go somewhere else: who looked at the one before is told so.
    private static void CheckSession(JsonBody body, ApiSession session)
    {
        string? asked = body.TryText(SessionField);
        if (asked is not null && session.Portrait.Session is var now && now != asked)
            throw Problem.Conflict($"this was asked of session {asked}, but session {now} runs: nothing was done; look at what it has before you ask again");
    }

    // Negative: it is refused by its field.
    private static int IndexOf(JsonBody body, string symbol, IReadOnlyList<InstrumentPortrait> instruments)
    {
        string? venue = body.TryText("venue");
        int[] named = [.. Enumerable.Range(0, instruments.Count).Where(i => string.Equals(instruments[i].Instrument.Symbol, symbol, StringComparison.OrdinalIgnoreCase))];
        int[] meant = venue is null ? named : [.. named.Where(i => string.Equals(instruments[i].Instrument.Venue, venue, StringComparison.OrdinalIgnoreCase))];
        if (meant.Length == 1)
            return meant[0];
        string venues = string.Join(", ", named.Select(i => instruments[i].Instrument.Venue));
        if (named.Length == 0)
            body.Refuse("symbol", $"the session doesn't trade it; it trades {string.Join(", ", instruments.Select(i => i.Instrument.Symbol))}");
        else if (meant.Length > 1)
            body.Refuse("venue", venue is null ? $"is missing: the session trades {symbol} at several venues; right is one of {venues}" : "the session trades the symbol there several times; no order by hand can say which is meant");
        else
            body.Refuse("venue", $"the session doesn't trade {symbol} there; right is {venues}");
        return -1;
    }

    // Of risk's refusals it is told which field would have to be another one.
    private static Problem Refused(string refusal)
    {
        string code = refusal.StartsWith(ByRisk, StringComparison.Ordinal) ? refusal[ByRisk.Length..].Split(':')[0] : "";
        string? field = code switch
        {
            nameof(RiskRefusal.PriceBand) or nameof(RiskRefusal.PriceCollar) or nameof(RiskRefusal.BadPrice) or nameof(RiskRefusal.SelfTrade) => "price",
            nameof(RiskRefusal.MinNotional) or nameof(RiskRefusal.MaxOrder) or nameof(RiskRefusal.MaxPosition) or nameof(RiskRefusal.MaxExposure) or nameof(RiskRefusal.MaxInstrumentExposure)
                or nameof(RiskRefusal.MaxLeverage) or nameof(RiskRefusal.BadQuantity) => "quantity",
            _ => null,
        };
        return new Problem(StatusCodes.Status422UnprocessableEntity, refusal, field is null ? null : new Dictionary<string, string> { [field] = refusal[ByRisk.Length..] });
    }

    // A session trades with one key, that it began with.
    private static void CheckOwnKey(JsonBody body, ApiSession session)
    {
        foreach (string name in (string[])["api_key", "secret_key"])
        {
            if (body.Element(name) is not null)
                body.Refuse(name, "the session trades with the key that it was started with; leave it out");
        }

        string? account = body.TryText("account");
        string own = session.Link.Session?.Account ?? "";
        if (account is not null && account != own)
            body.Refuse("account", own.Length > 0 ? "this session trades on another account; leave it out" : "a paper session has no account; leave it out");
    }

    private static void CheckSteps(JsonBody body, Instrument instrument, decimal price, decimal quantity)
    {
        CheckStep(body, "price", price, "tick", instrument.Tick, instrument.MostPrice);
        CheckStep(body, "quantity", quantity, "lot", instrument.Lot, instrument.MostQuantity);
    }

    private static void CheckStep(JsonBody body, string field, decimal value, string step, decimal size, decimal most)
    {
        bool isCountable = value <= most && DecimalText.TryParse(value.ToString(CultureInfo.InvariantCulture), out _);
        if (value % size != 0 || !isCountable)
            body.Refuse(field, string.Create(CultureInfo.InvariantCulture, $"right is a multiple of the {step} {size}{(isCountable ? "" : $", at most {most} and of at most 18 digits")}"));
    }

    private static JsonObject List(HttpContext http, SessionArchive archive)
    {
        Paging paging = Paging.Of(http);
        string? status = Query(http, "status"), symbol = Query(http, "symbol"), strategy = Query(http, "strategy"), side = Query(http, "side");
        (IReadOnlyList<OrderRow> orders, int total) = archive.Orders(
            o => (symbol is null || string.Equals(o.Symbol, symbol, StringComparison.OrdinalIgnoreCase)) && (strategy is null || o.Strategy == strategy) && (side is null || o.Side == side)
                && status switch { null => true, "live" => o.EndedNs is null, "ended" => o.EndedNs is not null, _ => o.State == status },
            paging.Offset, paging.Limit);
        return paging.Answer(orders.Select(Of), total);
    }

    private static JsonObject Fills(HttpContext http, SessionArchive archive)
    {
        Paging paging = Paging.Of(http);
        string? symbol = Query(http, "symbol"), strategy = Query(http, "strategy");
        (IReadOnlyList<TradeRow> fills, int total) = archive.Trades(
            t => (symbol is null || string.Equals(t.Symbol, symbol, StringComparison.OrdinalIgnoreCase)) && (strategy is null || t.Strategy == strategy), paging.Offset, paging.Limit);
        return paging.Answer(fills.Select(Of), total);
    }

    private static JsonObject One(HttpContext http, ApiSession session, SessionArchive archive)
    {
        OrderId id = IdOf(http);
        if (archive.Order(id.Number) is not { } file)
            throw Problem.NotFound($"order {id} isn't known here, or ended long ago");
        JsonObject answer = Of(file.Order);
        OrderPnl pnl = PnlOf(file.Order, session, archive);
        answer["pnl"] = Money(pnl.Pnl);
        answer["closed"] = Money(pnl.Closed);
        answer["fills"] = new JsonArray([.. file.Trades.Select(t => (JsonNode)Of(t))]);
        answer["history"] = new JsonArray([.. file.Steps.Select(s => (JsonNode)new JsonObject
        {
            ["at_ns"] = s.AtNs,
            ["exchange_ns"] = s.ExchangeNs,
            ["event"] = s.Event,
            ["from"] = s.FromState,
            ["to"] = s.ToState,
            ["price"] = Money(s.Price),
            ["quantity"] = Money(s.Quantity),
            ["filled"] = Money(s.Filled),
            ["reason_text"] = s.ReasonText,
            ["trace"] = string.Create(CultureInfo.InvariantCulture, $"{s.SessionKey}/{s.Input}"),
        })]);
        return answer;
    }

    private static OrderPnl PnlOf(OrderRow order, ApiSession session, SessionArchive archive)
    {
        InstrumentPortrait? instrument = session.Portrait.Instruments.FirstOrDefault(i => i.Instrument.Symbol == order.Symbol && i.Instrument.Venue == order.Venue);
        return OrderPnl.Of(order, archive.Closings(order.OrderId), instrument?.Mid * instrument?.Instrument.Multiplier);
    }

    private static string? Query(HttpContext http, string name) => (string?)http.Request.Query[name] is { Length: > 0 } text ? text : null;

    private static OrderId IdOf(HttpContext http) =>
        long.TryParse(ApiSession.PathText(http, "id"), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0
            ? new OrderId(number)
            : throw Problem.NotFound("an order's id is a whole number above 0");

    private static OrderId IdOf(decimal number, string field) =>
        number == decimal.Floor(number) && number <= long.MaxValue ? new OrderId((long)number) : throw Problem.Field(field, "right is a whole number");
}
