using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>What the exchange itself knows, for tests of clients: accounts and books, in the venue's field names.</summary>
internal static class ExchangeState
{
    private const int MostLevels = 1000;

    public static void Write(Utf8JsonWriter json, BinanceTrading trading, IReadOnlyList<MarketHistory> histories)
    {
        var accounts = new BinanceAccountJson(trading);
        json.WriteStartObject();
        json.WriteStartArray("accounts");
        foreach (BinanceAccount account in trading.Accounts)
        {
            json.WriteStartObject();
            json.WriteString("key", account.Key);
            json.WritePropertyName("balances");
            accounts.WriteBalance(json, account);
            json.WritePropertyName("positions");
            accounts.WritePositions2(json, account, null);
            json.WriteStartArray("open_orders");
            foreach (BinanceOrder order in account.Live.Values)
                BinanceOrderJson.WriteQueried(json, order);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("books");
        foreach (MarketHistory history in histories)
        {
            json.WritePropertyName(history.Market.Symbol.Name);
            BinanceMarketData.WriteDepth(json, history, MostLevels, trading.NowNs / 1_000_000, history.Market.ChangedNs / 1_000_000);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
