using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>
/// A raw capture of Binance market data, <c>&lt;local ns&gt; &lt;json&gt;</c> a line, with the REST depth snapshot in line. Exchange time is
/// the matching engine's time T where there is one, else E; spot's book ticker has neither and is seen by our side only.
/// </summary>
public sealed class BinanceRawImport(bool isSpot) : IImportFormat
{
    private const long NsPerMs = 1_000_000;
    private const int LinesForUnits = 20_000;

    public string Name => isSpot ? "binance-spot-raw" : "binance-usdm-raw";

    public string Description => $"raw {(isSpot ? "Binance spot" : "Binance USDⓈ-M futures")} messages, '<local ns> <json>' a line, snapshot in line";

    public string Venue => isSpot ? "binance-spot" : "binance-usdm";

    public bool NeedsUnits => false;

    public ImportReport Import(ImportOptions options, InputFiles files, CancellationToken cancel)
    {
        UnitInference? inferred = options.Tick is null || options.Lot is null ? InferUnits(options.Symbol, files) : null;
        using var session = new ImportSession(options, Name, inferred);
        var run = new Run(session, isSpot, options.Symbol);
        long count = 0;
        foreach (LineReader lines in files.Lines())
        {
            while (lines.TryRead())
            {
                if (lines.Line.IsEmpty)
                    continue;
                run.Take(lines);
                if ((++count & 0x3FF) == 0)
                {
                    cancel.ThrowIfCancellationRequested();
                    files.Report(lines, session.Rows);
                }
            }
        }

        run.CheckComplete(files);
        session.Complete();
        return run.Report(count);
    }

    // Looks at every number up to and including the first snapshot, the message with the most numbers.
    private static UnitInference InferUnits(string symbol, InputFiles files)
    {
        var inference = new UnitInference();
        int read = 0;
        foreach (LineReader lines in files.Lines())
        {
            while (lines.TryRead())
            {
                if (lines.Line.IsEmpty)
                    continue;
                if (++read > LinesForUnits || AddNumbers(JsonOf(lines, out _), symbol, inference))
                    return inference;
            }
        }

        return inference;
    }

    private static ReadOnlySpan<byte> JsonOf(LineReader lines, out long localNs)
    {
        ReadOnlySpan<byte> line = lines.Line;
        if (!Utf8Parser.TryParse(line, out localNs, out int used) || used >= line.Length || line[used] != ' ' || localNs < 0)
            throw lines.Bad("a line is '<local ns> <json>', here it is");
        return line[(used + 1)..];
    }

    // Only messages whose numbers become rows: the price change and the turnover of a 24 h ticker are finer than tick and lot.
    private static bool HasUnits(JsonElement message) => !message.TryGetProperty("e", out JsonElement e)
        || (e.ValueKind == JsonValueKind.String
            && (e.ValueEquals("depthUpdate"u8) || e.ValueEquals("trade"u8) || e.ValueEquals("aggTrade"u8) || e.ValueEquals("bookTicker"u8)));

    private static bool AddNumbers(ReadOnlySpan<byte> json, string symbol, UnitInference inference)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement message = document.RootElement;
            if (message.ValueKind == JsonValueKind.Object && message.TryGetProperty("data", out JsonElement data))
                message = data;
            if (message.ValueKind != JsonValueKind.Object || !HasUnits(message)
                || (message.TryGetProperty("s", out JsonElement s) && (s.ValueKind != JsonValueKind.String || !s.ValueEquals(symbol))))
                return false;
            AddPair(message, "p", "q", inference);
            AddPair(message, "b", "B", inference);
            AddPair(message, "a", "A", inference);
            foreach (string side in (ReadOnlySpan<string>)["b", "a", "bids", "asks"])
                AddLevels(message, side, inference);
            return message.TryGetProperty("lastUpdateId", out _);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false; // the import itself names a broken line; the second is half a surrogate pair in a string
        }
    }

    private static void AddPair(JsonElement message, string price, string quantity, UnitInference inference)
    {
        if (message.TryGetProperty(price, out JsonElement p) && Number(p, out DecimalText value)
            && message.TryGetProperty(quantity, out JsonElement q) && Number(q, out DecimalText amount))
        {
            inference.AddPrice(value);
            inference.AddQuantity(amount);
        }
    }

    private static void AddLevels(JsonElement message, string side, UnitInference inference)
    {
        if (!message.TryGetProperty(side, out JsonElement levels) || levels.ValueKind != JsonValueKind.Array)
            return;
        foreach (JsonElement level in levels.EnumerateArray())
        {
            if (level.ValueKind != JsonValueKind.Array || level.GetArrayLength() < 2)
                continue;
            if (Number(level[0], out DecimalText price))
                inference.AddPrice(price);
            if (Number(level[1], out DecimalText quantity))
                inference.AddQuantity(quantity);
        }
    }

    private static bool Number(JsonElement element, out DecimalText value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.String && DecimalText.TryParse(element.GetString()!, out value);
    }

    /// <summary>One pass over the files: what has been seen so far.</summary>
    private sealed class Run(ImportSession session, bool isSpot, string symbol)
    {
        private const int MaxOtherSymbols = 20;
        private const decimal FarFactor = 1.5m;

        private readonly BinanceBookSync _sync = new(isSpot);
        private readonly EventBuffer _rows = new();
        private readonly byte[] _symbol = Encoding.UTF8.GetBytes(symbol);
        private readonly SortedDictionary<string, long> _otherSymbols = new(StringComparer.Ordinal);
        private readonly List<string> _notes = [];
        private readonly List<string> _warnings = [];
        private long _gaps, _skipped, _depths, _snapshots, _unusedSnapshots, _matched, _lastExchangeMs, _sameTradeSkipped;
        private long _lastLocalNs = MarketEvent.Unseen;
        private long _foreignSnapshots;
        private decimal _lastPrice;
        private BinanceMessageKind _tradeKind = BinanceMessageKind.Other;

        public void Take(LineReader lines)
        {
            ReadOnlySpan<byte> json = JsonOf(lines, out long localNs);
            if (localNs < _lastLocalNs)
                throw lines.Bad($"local time runs backwards: {localNs} after {_lastLocalNs}");
            _lastLocalNs = localNs;
            if (json.Contains((byte)0))
                throw lines.Bad("broken JSON, it holds a zero byte");
            BinanceMessage message = Read(json, lines);
            if (message.Kind == BinanceMessageKind.Broken)
                throw lines.Bad(message.Fault!);
            if (message.Kind is BinanceMessageKind.Other or BinanceMessageKind.PartialDepth or BinanceMessageKind.Candle)
                _skipped++;
            else if (message.Kind != BinanceMessageKind.Snapshot && !message.Symbol.SequenceEqual(_symbol))
                CountOther(message.Symbol);
            else
                Use(message, localNs, lines);
        }

        public void CheckComplete(InputFiles files)
        {
            if (_matched == 0)
            {
                string seen = _otherSymbols.Count == 0 ? "no market data message at all" : "only " + string.Join(", ", _otherSymbols.Keys);
                throw new BadInputException($"symbol {symbol} is unknown to {string.Join(", ", files.Paths)}: there is {seen}");
            }

            if (_depths > 0 && session.RowsOf(EventKind.Snapshot) == 0)
            {
                throw new BadInputException(_snapshots == 0
                    ? "there is no depth snapshot (a line with lastUpdateId), so the book can't be built: capture the REST depth reply too"
                    : "no depth snapshot joins the increments: each is older than the first increment after it; capture it after the stream has begun");
            }
        }

        public ImportReport Report(long lines)
        {
            if (_gaps > 0)
                _warnings.Add($"the depth sequence has {_gaps} gap{(_gaps == 1 ? "" : "s")}; the book is marked stale from each to the next snapshot");
            if (_depths > 0 && !_sync.IsInSync)
                _warnings.Add("the book is stale at the end: no snapshot follows the last gap");
            if (_sync.Overflowed > 0)
                _warnings.Add($"{_sync.Overflowed} increments were dropped because no snapshot came within {BinanceBookSync.MaxKept}");
            if (_foreignSnapshots > 0)
                _notes.Add($"{_foreignSnapshots} snapshot{(_foreignSnapshots == 1 ? " has" : "s have")} prices far from {symbol}'s and were taken for another symbol's");
            if (_otherSymbols.Count > 0 && session.RowsOf(EventKind.Snapshot) > 0 && session.Agreement.Percent is null)
                _warnings.Add("the capture holds other symbols, a snapshot doesn't say whose it is, and no best bid/ask message shows that the right one was joined");
            if (_unusedSnapshots > 0)
                _notes.Add($"{_unusedSnapshots} snapshot{(_unusedSnapshots == 1 ? " was" : "s were")} not needed or too old");
            if (_skipped > 0)
                _notes.Add($"{_skipped} messages of kinds that a recording doesn't keep");
            if (_sameTradeSkipped > 0)
                _notes.Add($"{_sameTradeSkipped} messages tell trades a second time ({(_tradeKind == BinanceMessageKind.Trade ? "aggTrade beside trade" : "trade beside aggTrade")})");
            if (_otherSymbols.Count > 0)
                _notes.Add($"{_otherSymbols.Values.Sum()} messages of other symbols: {string.Join(", ", _otherSymbols.Keys)}");
            if (session.RowsOf(EventKind.OffBookTrade) is > 0 and var off)
                _notes.Add($"{off} trades that met no order in the book (X is not MARKET) are kept out of trading");
            return ImportReport.Of(session, lines) with { Gaps = _gaps, Notes = _notes, Warnings = _warnings };
        }

        // A number that doesn't fit makes the units finer; each round fits at least one more number.
        private BinanceMessage Read(ReadOnlySpan<byte> json, LineReader lines)
        {
            while (true)
            {
                BinanceMessage message = BinanceMessage.Read(json, session.Instrument, _rows);
                if (message.Kind is BinanceMessageKind.Broken or BinanceMessageKind.Other or BinanceMessageKind.PartialDepth or BinanceMessageKind.Candle
                    || (message.Kind != BinanceMessageKind.Snapshot && !message.Symbol.SequenceEqual(_symbol)))
                    return message;
                Instrument before = session.Instrument;
                if (message.MisfitPrice is { } price)
                    session.RefinePrice(price, lines.Error);
                else if (message.MisfitQuantity is { } quantity)
                    session.RefineQuantity(quantity, lines.Error);
                else
                    return message;
                RescaleKept(UnitChange.Between(before, session.Instrument), lines);
            }
        }

        private void RescaleKept(UnitChange change, LineReader lines)
        {
            try
            {
                _sync.Rescale(change);
            }
            catch (OverflowException)
            {
                throw lines.Bad("the units that it needs are too fine for the increments before it");
            }
        }

        private void CountOther(ReadOnlySpan<byte> other)
        {
            string name = other.IsEmpty ? "(none)" : Encoding.UTF8.GetString(other);
            if (_otherSymbols.Count >= MaxOtherSymbols && !_otherSymbols.ContainsKey(name))
                name = "…";
            _otherSymbols[name] = _otherSymbols.GetValueOrDefault(name) + 1;
        }

        private void Use(in BinanceMessage message, long localNs, LineReader lines)
        {
            if (message.Kind != BinanceMessageKind.Snapshot)
                _matched++;
            long exchangeMs = message.TransactionMs != 0 ? message.TransactionMs : message.EventMs;
            if (exchangeMs != 0)
                _lastExchangeMs = exchangeMs;
            if (message.Kind is BinanceMessageKind.BookTicker or BinanceMessageKind.Trade or BinanceMessageKind.AggregateTrade && _rows.Events[0].Price.Units > 0)
                _lastPrice = PriceOf(_rows.Events[0].Price.Units);
            switch (message.Kind)
            {
                case BinanceMessageKind.Depth:
                    if (isSpot != (message.PreviousId < 0))
                        throw lines.Bad(isSpot ? "a depth update with pu is from futures; the format is binance-usdm-raw"
                            : "a depth update without pu is not from futures; spot's format is binance-spot-raw");
                    UseDepth(message, exchangeMs, localNs);
                    break;
                case BinanceMessageKind.Snapshot:
                    UseSnapshot(message, exchangeMs, localNs);
                    break;
                case BinanceMessageKind.BookTicker:
                    Span<MarketEvent> quotes = _rows.Events;
                    session.Agreement.AddQuote(message.LastId, new Touch(
                        quotes[0].Quantity.IsZero ? Touch.NoBid : quotes[0].Price, quotes[0].Quantity,
                        quotes[1].Quantity.IsZero ? Touch.NoAsk : quotes[1].Price, quotes[1].Quantity));
                    Append(quotes, exchangeMs == 0 ? MarketEvent.Unseen : exchangeMs * NsPerMs, localNs);
                    break;
                case BinanceMessageKind.Trade:
                case BinanceMessageKind.AggregateTrade:
                    if (_tradeKind == BinanceMessageKind.Other)
                        _tradeKind = message.Kind;
                    if (message.Kind == _tradeKind)
                        Append(_rows.Events, exchangeMs * NsPerMs, localNs);
                    else
                        _sameTradeSkipped++;
                    break;
                default:
                    if (exchangeMs == 0)
                        throw lines.Bad("a message without E and T");
                    Append(_rows.Events, exchangeMs * NsPerMs, localNs);
                    break;
            }
        }

        private void UseDepth(in BinanceMessage message, long exchangeMs, long localNs)
        {
            _depths++;
            foreach (ref MarketEvent row in _rows.Events)
                row.Reference = message.LastId;
            long exchangeNs = exchangeMs * NsPerMs;
            switch (_sync.Offer(message, exchangeNs, _rows.Events))
            {
                case BinanceSyncResult.Apply:
                    ApplyDepth(_rows.Events, message.LastId, exchangeNs, localNs);
                    break;
                case BinanceSyncResult.Gap:
                    AddGap(exchangeNs, localNs);
                    break;
            }
        }

        private void UseSnapshot(in BinanceMessage message, long exchangeMs, long localNs)
        {
            _snapshots++;
            if (IsOfAnother(_rows.Events))
            {
                _foreignSnapshots++;
                return;
            }

            long id = message.LastId;
            if (_sync.TryJoin(id) is not { } follow)
            {
                _unusedSnapshots++;
                return;
            }

            // Spot's snapshot has no time. Whatever its time says, it is no later than the first update after it.
            long exchangeNs = follow.Count > 0 ? Math.Min(exchangeMs != 0 ? exchangeMs * NsPerMs : long.MaxValue, follow[0].ExchangeNs)
                : exchangeMs != 0 ? exchangeMs * NsPerMs
                : _lastExchangeMs != 0 ? _lastExchangeMs * NsPerMs
                : localNs;
            session.Add(new MarketEvent { Kind = EventKind.Clear, Side = Side.None, ExchangeNs = exchangeNs, LocalNs = localNs, Reference = id });
            foreach (ref MarketEvent row in _rows.Events)
                row.Reference = id;
            Append(_rows.Events, exchangeNs, localNs);
            _notes.Add($"snapshot {id} joined, followed by {follow.Count} {(follow.Count == 1 ? "increment" : "increments")} that had arrived before it");
            foreach (BinanceDepthUpdate update in follow)
                ApplyDepth(update.Rows, update.LastId, update.ExchangeNs, localNs);
            if (!_sync.IsInSync)
                AddGap(follow[^1].ExchangeNs, localNs);
        }

        // The REST reply doesn't name its symbol. One whose prices are nowhere near ours is another's.
        private bool IsOfAnother(ReadOnlySpan<MarketEvent> levels)
        {
            long bid = 0, ask = long.MaxValue;
            foreach (ref readonly MarketEvent level in levels)
            {
                if (level.Side == Side.Buy)
                    bid = Math.Max(bid, level.Price.Units);
                else
                    ask = Math.Min(ask, level.Price.Units);
            }

            decimal near = _lastPrice;
            return near > 0 && ((bid > 0 && PriceOf(bid) > near * FarFactor) || (ask < long.MaxValue && PriceOf(ask) < near / FarFactor));
        }

        private decimal PriceOf(long units) => session.Instrument.PriceUnit.ToDecimal(new Price(units));

        private void AddGap(long exchangeNs, long localNs)
        {
            _gaps++;
            session.Add(new MarketEvent { Kind = EventKind.Gap, ExchangeNs = exchangeNs, LocalNs = localNs });
            session.EndBatch();
        }

        private void ApplyDepth(Span<MarketEvent> rows, long lastId, long exchangeNs, long localNs)
        {
            Append(rows, exchangeNs, localNs);
            session.Agreement.AddBook(lastId, session.Book.Touch);
        }

        private void Append(Span<MarketEvent> rows, long exchangeNs, long localNs)
        {
            foreach (ref MarketEvent row in rows)
            {
                row.ExchangeNs = exchangeNs;
                row.LocalNs = localNs;
                session.Add(row);
            }

            session.EndBatch();
        }
    }
}
