using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>What the venue would say of the scene's first order: a post-only bid of 0.010 at 59999.5 with the venue's number 555.</summary>
internal static class Venue
{
    public const long Time = Scene.StartMs + 2_000;

    public static string Order(
        string status, string executed = "0.000", string price = "59999.5", string quantity = "0.010", long time = Time, string client = "eng-1-1", long number = 555, string side = "BUY") =>
        $$"""{"orderId":{{number}},"symbol":"BTCUSDT","status":"{{status}}","clientOrderId":"{{client}}","price":"{{price}}","origQty":"{{quantity}}","executedQty":"{{executed}}","cumQty":"{{executed}}","timeInForce":"GTX","type":"LIMIT","reduceOnly":false,"closePosition":false,"side":"{{side}}","positionSide":"BOTH","stopPrice":"0.00","workingType":"CONTRACT_PRICE","priceProtect":false,"origType":"LIMIT","priceMatch":"NONE","selfTradePreventionMode":"NONE","goodTillDate":0,"updateTime":{{time}}}""";

    public static string Reply(long id, string order, int orders10S = 1, int ordersMinute = 1) =>
        $$"""{"id":{{id}},"status":200,"result":{{order}},"rateLimits":[{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":300,"count":{{orders10S}}},{"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1200,"count":{{ordersMinute}}}]}""";

    public static string Error(long id, int status, int code, string text) => $$$"""{"id":{{{id}}},"status":{{{status}}},"error":{"code":{{{code}}},"msg":"{{{text}}}"}}""";

    public static string Update(
        string execution, string status, string last = "0", string filled = "0", long trade = 0, string price = "59999.5", string quantity = "0.010", string side = "BUY", string fee = "0.0100",
        string feeAsset = "USDT", long time = Time, string client = "eng-1-1", long number = 555, string symbol = "BTCUSDT", string fillPrice = "59999.5") =>
        $$$"""{"e":"ORDER_TRADE_UPDATE","E":{{{time + 1}}},"T":{{{time}}},"o":{"s":"{{{symbol}}}","c":"{{{client}}}","S":"{{{side}}}","o":"LIMIT","f":"GTX","q":"{{{quantity}}}","p":"{{{price}}}","ap":"0","sp":"0","x":"{{{execution}}}","X":"{{{status}}}","i":{{{number}}},"l":"{{{last}}}","z":"{{{filled}}}","L":"{{{fillPrice}}}","N":"{{{feeAsset}}}","n":"{{{fee}}}","T":{{{time}}},"t":{{{trade}}},"b":"0","a":"9.91","m":true,"R":false,"wt":"CONTRACT_PRICE","ot":"LIMIT","ps":"BOTH","cp":false,"AP":"0","cr":"0","pP":false,"si":0,"ss":0,"rp":"0","V":"EXPIRE_MAKER","pm":"NONE","gtd":0,"er":"0"}}""";

    public static string TradeRow(long id, string quantity, long order = 555, long time = Time, string side = "BUY") =>
        $$"""{"buyer":true,"commission":"0.078","commissionAsset":"USDT","id":{{id}},"maker":true,"orderId":{{order}},"price":"59999.5","qty":"{{quantity}}","quoteQty":"1","realizedPnl":"0","side":"{{side}}","positionSide":"BOTH","symbol":"BTCUSDT","time":{{time}}}""";
}

/// <summary>Signatures made the plain way, from what was sent.</summary>
internal static class Signatures
{
    public static string Of(JsonElement parameters)
    {
        string text = string.Join('&', parameters.EnumerateObject().Where(p => p.Name != "signature").OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}={p.Value}"));
        return Hmac(text);
    }

    public static string Hmac(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes("fakeSecret0001"), Encoding.UTF8.GetBytes(text)));
}
