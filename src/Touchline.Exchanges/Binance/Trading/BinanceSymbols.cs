using System.Text;
using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// Reference data by symbol: BTCUSDT and ETHUSDT as at Binance; for any other name what a contract of its price would have. The price is a known one or
/// follows from the name, so that the same name is the same contract everywhere.
/// </summary>
internal static class BinanceSymbols
{
    private const int QuotePlaces = 8;

    private static readonly Dictionary<string, decimal> KnownPrices = new()
    {
        ["ADA"] = 0.6m,
        ["AVAX"] = 30,
        ["BCH"] = 450,
        ["BNB"] = 600,
        ["DOGE"] = 0.2m,
        ["LINK"] = 15,
        ["LTC"] = 90,
        ["SOL"] = 150,
        ["TRX"] = 0.3m,
        ["XRP"] = 2,
    };

    /// <exception cref="BadInputException">The name doesn't end in USDT or USDC, or has nothing before it.</exception>
    public static BinanceSymbol Of(string name)
    {
        (string asset, string quote) = Split(name);
        return asset switch
        {
            "BTC" => Make(name, asset, quote, "0.1", "0.001", 2, 3, 1000, 120, quote == "USDT" ? 100 : 50, [125, 100, 75, 50, 20, 10, 5, 4, 3, 2]),
            "ETH" => Make(name, asset, quote, "0.01", "0.001", 2, 3, 10_000, 2000, 20, [125, 100, 75, 50, 20, 10, 5, 4, 3, 2]),
            _ => Sensible(name, asset, quote),
        };
    }

    /// <summary>Of a recording: the tick and step that its rows count.</summary>
    public static BinanceSymbol Of(string name, Instrument recorded)
    {
        BinanceSymbol symbol = Of(name);
        DecimalUnit tick = recorded.PriceUnit.Step, step = recorded.QuantityUnit.Step;
        if (symbol.TickSize == tick && symbol.StepSize == step)
            return symbol;
        return symbol with
        {
            TickSize = tick,
            StepSize = step,
            PricePrecision = Math.Max(0, tick.Decimals),
            QuantityPrecision = Math.Max(0, step.Decimals),
            MinPrice = tick.ToDecimal(),
            MinQuantity = step.ToDecimal(),
        };
    }

    /// <summary>What a synthetic market of the symbol begins at.</summary>
    public static decimal StartPrice(BinanceSymbol symbol) => symbol.BaseAsset switch
    {
        "BTC" => 60_000,
        "ETH" => 2680,
        _ => PriceOf(symbol.BaseAsset),
    };

    private static (string Asset, string Quote) Split(string name)
    {
        foreach (string quote in (ReadOnlySpan<string>)["USDT", "USDC"])
        {
            if (name.Length > quote.Length && name.EndsWith(quote, StringComparison.Ordinal))
                return (name[..^quote.Length], quote);
        }

        throw new BadInputException($"symbol '{name}' is none of this exchange: give one that ends in USDT or USDC, such as BTCUSDT");
    }

    // A tick between a millionth and a hundred-thousandth of the price, a step worth between 5 and 50.
    private static BinanceSymbol Sensible(string name, string asset, string quote)
    {
        decimal price = PriceOf(asset);
        int tickPlaces = 0, stepPlaces = 0;
        while (price * Power(tickPlaces) < 100_000)
            tickPlaces++;
        while (stepPlaces < 3 && price / Power(stepPlaces) > 50)
            stepPlaces++;
        decimal most = Math.Floor(60_000_000 / price), mostMarket = Math.Floor(7_000_000 / price);
        return Make(
            name, asset, quote, (1 / Power(tickPlaces)).ToString(), (1 / Power(stepPlaces)).ToString(), tickPlaces, stepPlaces, most, mostMarket, 5, [75, 50, 40, 25, 20, 10, 5, 4, 2]);
    }

    private static BinanceSymbol Make(
        string name, string asset, string quote, string tick, string step, int pricePrecision, int quantityPrecision, decimal most, decimal mostMarket, decimal minNotional, int[] leverages)
    {
        var tickSize = DecimalUnit.Parse(tick, "tick");
        var stepSize = DecimalUnit.Parse(step, "step");
        return new BinanceSymbol
        {
            Name = name,
            BaseAsset = asset,
            QuoteAsset = quote,
            TickSize = tickSize,
            StepSize = stepSize,
            PricePrecision = pricePrecision,
            QuantityPrecision = quantityPrecision,
            MinPrice = asset switch { "BTC" => 556.8m, "ETH" => 39.86m, _ => tickSize.ToDecimal() },
            MaxPrice = asset switch { "BTC" => 4_529_764m, "ETH" => 306_177m, _ => 10_000_000 * tickSize.ToDecimal() },
            MinQuantity = stepSize.ToDecimal(),
            MaxQuantity = most,
            MarketMaxQuantity = mostMarket,
            MinNotional = minNotional,
            Brackets = Brackets(leverages, asset is "BTC" or "ETH" ? 300_000 : 10_000),
        };
    }

    // Each bracket's maintenance is half of its initial margin; the cumulative amount joins them without a step.
    private static List<BinanceBracket> Brackets(int[] leverages, decimal firstCap)
    {
        var brackets = new List<BinanceBracket>();
        decimal floor = 0, cap = firstCap, cumulative = 0, before = 0;
        for (int i = 0; i < leverages.Length; i++)
        {
            decimal maintenance = Math.Round(0.5m / leverages[i], 4, MidpointRounding.AwayFromZero);
            cumulative += floor * (maintenance - before);
            brackets.Add(new BinanceBracket(i + 1, leverages[i], floor, cap, maintenance, cumulative));
            (floor, before) = (cap, maintenance);
            cap *= i % 2 == 0 ? 4 : 2.5m;
        }

        return brackets;
    }

    private static decimal PriceOf(string asset)
    {
        if (KnownPrices.TryGetValue(asset, out decimal known))
            return known;
        uint hash = 2_166_136_261;
        foreach (byte b in Encoding.UTF8.GetBytes(asset))
            hash = (hash ^ b) * 16_777_619;
        // From 0.1 to 99.9, in three digits.
        decimal digits = 100 + hash % 900;
        return digits / Power(1 + (int)(hash / 1000 % 3));
    }

    private static decimal Power(int places)
    {
        decimal power = 1;
        for (int i = 0; i < Math.Min(places, QuotePlaces); i++)
            power *= 10;
        return power;
    }
}
