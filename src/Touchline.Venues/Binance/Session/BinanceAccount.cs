using System.Globalization;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>What the venue says of balances and positions, and funding from it.</summary>
internal sealed class BinanceAccount(BinanceSession session)
{
    public const int IncomeWeight = 30;

    private const int MaxIncomeAsks = 10;
    private const long IncomePauseNs = 5 * BinanceSession.NsPerSecond;

    // An event of funding and its line of income have slightly different times.
    private const long FundingOverlapMs = 60_000;

    // No answer by REST is so far behind: whatever its own time says, one that was asked for later counts.
    private const long MostLagMs = 60_000;

    private const int MaxKept = 2_048;

    // What the stream said last of each symbol, and when at the venue.
    private readonly Dictionary<string, (AccountPosition Position, long Ms)> _told = new(StringComparer.Ordinal);

    // What was said last of each asset, by the stream or a list, and when it became so at the venue.
    private readonly Dictionary<string, (decimal Wallet, long Ms)> _wallets = new(StringComparer.Ordinal);

    /// <summary>An ACCOUNT_UPDATE's <c>a</c>.</summary>
    public void OnUpdate(ReadOnlySpan<byte> account, long exchangeMs, long nowNs)
    {
        try
        {
            var reader = new Utf8JsonReader(account);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            OnUpdate(document.RootElement, exchangeMs, nowNs);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            session.Note($"an account update that nobody understands: {BinanceFailure.TextOf(account)}");
        }
    }

    /// <summary>The whole account, after a reconciliation.</summary>
    /// <returns>False: a position is another one than the fills that were told make it.</returns>
    /// <param name="balancesMs">The list of balances knows everything that happened at the venue until then, unless its rows' own times say otherwise.</param>
    /// <param name="positionsMs">Likewise the list of positions; what the stream told after it counts more.</param>
    /// <param name="toldUntilMs">Up to when all fills are told, by whether they make every position what it is.</param>
    /// <param name="isWhole">All fills were asked for, besides.</param>
    public bool OnWhole(ReadOnlyMemory<byte> balances, long balancesMs, ReadOnlyMemory<byte> positions, long positionsMs, Func<bool, long> toldUntilMs, bool isWhole, int strangeOrders, long nowNs)
    {
        var money = new List<AccountBalance>();
        var held = new List<AccountPosition>();
        using (JsonDocument document = JsonDocument.Parse(balances))
        {
            foreach (JsonElement row in document.RootElement.EnumerateArray())
                money.Add(Newest(row.GetProperty("asset").GetString()!, row, balancesMs));
        }

        foreach ((string asset, (decimal wallet, long ms)) in _wallets)
        {
            if (ms >= balancesMs && !money.Exists(m => m.Asset == asset))
                money.Add(new AccountBalance(asset, wallet, null));
        }

        // Only what there is a position or an order in is listed: what isn't there is flat.
        foreach (BinanceInstrument instrument in session.Instruments)
            instrument.Position = 0;
        using (JsonDocument document = JsonDocument.Parse(positions))
        {
            foreach (JsonElement row in document.RootElement.EnumerateArray())
            {
                if (!IsNewer(row.GetProperty("symbol").GetString()!, positionsMs))
                    AddPosition(held, row.GetProperty("symbol").GetString()!, Number(row, "positionAmt"), Number(row, "entryPrice"));
            }
        }

        foreach ((AccountPosition told, long ms) in _told.Values)
        {
            if (ms >= positionsMs)
                AddPosition(held, told.Symbol, told.Quantity, told.EntryPrice);
        }

        bool isKnown = true;
        foreach (BinanceInstrument instrument in session.Instruments)
            isKnown &= instrument.IsExplained(isWhole);
        session.Account(new AccountSnapshot(session.Clock.VenueNs(nowNs), IsWhole: true, money, held) { ToldUntilNs = toldUntilMs(isKnown) * BinanceSession.NsPerMs, StrangeOrders = strangeOrders });
        return isKnown;
    }

    private bool IsNewer(string symbol, long positionsMs) => _told.TryGetValue(symbol, out (AccountPosition Position, long Ms) told) && told.Ms >= positionsMs;

    // A row that was written before what the stream told since doesn't undo it; what can be ordered with it then is not known.
    private AccountBalance Newest(string asset, JsonElement row, long balancesMs)
    {
        long ms = row.TryGetProperty("updateTime", out JsonElement time) && time.TryGetInt64(out long update) ? update : 0;
        if (_wallets.TryGetValue(asset, out (decimal Wallet, long Ms) told) && (ms > 0 ? told.Ms > ms && told.Ms > balancesMs - MostLagMs : told.Ms >= balancesMs))
            return new AccountBalance(asset, told.Wallet, null);
        decimal wallet = Number(row, "balance");
        Remember(_wallets, asset, (wallet, ms > 0 ? ms : balancesMs));
        decimal available = Number(row, "availableBalance");
        return new AccountBalance(asset, wallet, available) { Margin = MarginOf(row, available) };
    }

    // Of cross margin: what there is with the unrealised profit, less what can be ordered with.
    private static decimal? MarginOf(JsonElement row, decimal available) =>
        row.TryGetProperty("crossWalletBalance", out _) && row.TryGetProperty("crossUnPnl", out _) && Number(row, "crossWalletBalance") + Number(row, "crossUnPnl") - available is var held && held >= 0 ? held : null;

    private static void Remember<T>(Dictionary<string, T> told, string name, T what)
    {
        if (told.Count < MaxKept || told.ContainsKey(name))
            told[name] = what;
    }

    /// <summary>Lines of income: the funding among them that hasn't been told.</summary>
    /// <returns>How many payments there are in it, and when the last was; -1: it is no such list.</returns>
    public (int Payments, long LastMs) ReadIncome(ReadOnlyMemory<byte> body, long nowNs)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            int payments = 0;
            long lastMs = 0;
            foreach (JsonElement row in document.RootElement.EnumerateArray())
            {
                if (row.GetProperty("incomeType").GetString() != "FUNDING_FEE")
                    continue;
                payments++;
                long venueMs = row.GetProperty("time").GetInt64();
                lastMs = Math.Max(lastMs, venueMs);
                if (Find(row.GetProperty("symbol").GetString()) is { } instrument)
                    ReportFunding(instrument, Number(row, "income"), venueMs, nowNs);
            }

            return (payments, lastMs);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return (-1, 0);
        }
    }

    public static string IncomeQuery(long sinceMs) => $"incomeType=FUNDING_FEE&startTime={sinceMs}&limit=1000";

    // Cross margin's funding event may not say what it was for; the line of income does, a little later.
    private void AskIncome(long sinceMs, int asks, long nowNs) => session.Rest.Ask(
        new BinanceCall("GET", "/fapi/v1/income", IncomeQuery(sinceMs), IncomeWeight, BinanceUrgency.Needed, BinanceSecurity.Signed, (reply, at) =>
        {
            int payments = reply.IsOk ? ReadIncome(reply.Http.Body, at).Payments : -1;
            if (payments > 0)
                return;
            if (asks < MaxIncomeAsks)
                AskIncome(sinceMs, asks + 1, at);
            else
                session.Note($"funding of this hour couldn't be fetched ({reply.Failure?.ToString() ?? (payments < 0 ? "a list that isn't understood" : "it isn't listed")}): the profit lacks it");
        })
        { NotBeforeNs = nowNs + IncomePauseNs },
        nowNs);

    private void OnUpdate(JsonElement account, long exchangeMs, long nowNs)
    {
        var money = new List<AccountBalance>();
        var held = new List<AccountPosition>();
        decimal change = 0;
        if (account.TryGetProperty("B", out JsonElement balances))
        {
            foreach (JsonElement row in balances.EnumerateArray())
            {
                string asset = row.GetProperty("a").GetString()!;
                change += Number(row, "bc");
                if (_wallets.TryGetValue(asset, out (decimal Wallet, long Ms) told) && told.Ms > exchangeMs)
                    continue;
                money.Add(new AccountBalance(asset, Number(row, "wb"), null));
                Remember(_wallets, asset, (money[^1].Wallet, exchangeMs));
            }
        }

        // Read before the positions change: the payment is for what was held. Isolated funding says what it is for in its positions.
        bool isFunding = account.TryGetProperty("m", out JsonElement reason) && reason.ValueEquals("FUNDING_FEE"u8);
        string? symbol = account.TryGetProperty("S", out JsonElement s) ? s.GetString() : null;
        if (account.TryGetProperty("P", out JsonElement positions))
        {
            foreach (JsonElement row in positions.EnumerateArray())
            {
                string of = row.GetProperty("s").GetString()!;
                if (positions.GetArrayLength() == 1)
                    symbol ??= of;
                if (IsNewer(of, exchangeMs + 1))
                    continue;
                AddPosition(held, of, Number(row, "pa"), Number(row, "ep"));
                Remember(_told, of, (held[^1], exchangeMs));
            }
        }

        if (money.Count + held.Count > 0)
            session.Account(new AccountSnapshot(exchangeMs * BinanceSession.NsPerMs, IsWhole: false, money, held));
        if (!isFunding)
            return;
        if (string.IsNullOrEmpty(symbol))
            AskIncome(exchangeMs - FundingOverlapMs, 1, nowNs);
        else if (Find(symbol) is { } instrument)
            ReportFunding(instrument, change, exchangeMs, nowNs);
    }

    private void ReportFunding(BinanceInstrument instrument, decimal received, long venueMs, long nowNs)
    {
        if (instrument.Units is null || venueMs < session.BeganMs)
            return;
        BinanceTraded traded = instrument.Traded ??= new BinanceTraded();
        if (!traded.Funding.IsNew(venueMs))
            return;
        decimal lots = instrument.Position / instrument.Units.QuantityUnit.Step.ToDecimal();
        session.Report(new OrderReport
        {
            Kind = ReportKind.Funding,
            Instrument = instrument.Index,
            ExchangeNs = venueMs * BinanceSession.NsPerMs,
            LocalNs = nowNs,
            Fee = -received,
            Quantity = new Quantity((long)Math.Clamp(lots, -DecimalUnit.MaxCount, DecimalUnit.MaxCount)),
        });
    }

    private void AddPosition(List<AccountPosition> held, string symbol, decimal quantity, decimal entry)
    {
        held.Add(new AccountPosition(symbol, quantity, entry));
        if (Find(symbol) is { } instrument)
            instrument.Position = quantity;
    }

    private BinanceInstrument? Find(string? symbol) => session.Instruments.Find(i => i.Symbol == symbol);

    private static decimal Number(JsonElement row, string name) =>
        row.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            && decimal.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : 0;
}
