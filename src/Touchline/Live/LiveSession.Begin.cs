using Touchline.Commands;
using Touchline.Core;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Live;

/// <summary>
/// How the session begins: the venue is connected and looked at before there is an engine, whose first rows are the books as they stand then. What earlier sessions left is taken up before:
/// the engine is there as soon as its instruments are, and hears what the venue says of their orders.
/// </summary>
internal sealed partial class LiveSession
{
    // How long it isn't looked at whether its user has given up.
    private const long LookNs = 50_000_000;

    private readonly OrderBook[] _books;
    private readonly long[] _booksNs;
    private readonly List<AccountSnapshot> _accounts = [];
    private readonly UnitChange?[] _change;

    /// <summary>
    /// Goes on until the venue can be traded on, and the account is found flat, or as the journal has it. No strategy has been called by then and no order placed; those that earlier sessions left
    /// are cancelled.
    /// </summary>
    /// <exception cref="BadInputException">It never will be: a wrong key, an unknown symbol, a position that is there already, a journal that doesn't fit.</exception>
    /// <exception cref="IOException">It wasn't in time, or what earlier sessions left couldn't be brought to an end.</exception>
    /// <exception cref="OperationCanceledException">The user gave up.</exception>
    public void Begin(CancellationToken cancel)
    {
        try
        {
            GetReady(cancel);
        }
        catch (Exception e) when (e is BadInputException or IOException or OperationCanceledException)
        {
            string trouble = e is OperationCanceledException ? "it was interrupted" : e.Message;
            WriteRecovery(trouble);
            TellRecovery(trouble);
            throw;
        }
    }

    private void GetReady(CancellationToken cancel)
    {
        IVenue venue = _line.Venue;
        long lastNs = _chosen.Run.OpeningNs > long.MaxValue - _line.NowNs ? long.MaxValue : _line.NowNs + _chosen.Run.OpeningNs;
        if (_before is { } before)
            venue.Adopt(before.Journal.Orders, before.Journal.Instruments, before.Journal.ToldNs, before.Journal.BeganNs);
        foreach (string symbol in _chosen.Venue!.Symbols)
            venue.Subscribe(symbol, FeedStreams.Usual, _line.NowNs);
        venue.Start(_line.NowNs);
        string? phase = null;
        while (Missing() is { } missing)
        {
            cancel.ThrowIfCancellationRequested();
            if (_state.IsHopeless)
                throw Refused($"{_chosen.Venue.Name}: {_state.Trouble}");
            if (_before is not null && _engine is null && Array.TrueForAll(_known, i => i is not null))
                TakeUp();
            if (_line.NowNs >= lastNs)
                throw new IOException($"{_chosen.Venue.Name} couldn't be traded on within {Duration.Format(_chosen.Run.OpeningNs)}: still waiting for {missing}{(_state.Trouble is { } trouble ? $" ({trouble})" : "")}; nothing was sent. '{_chosen.Venue.Doctor}' looks closer");
            if (missing != phase)
                _say($"waiting for {missing}");
            phase = missing;
            Poll(Math.Min(_line.NowNs + LookNs, lastNs));
        }

        if (_before is null)
            MakeEngine();
        else
            FinishRecovery();
        for (int i = 0; i < Instruments.Count; i++)
            TellBook(i);
        _hasBooks = true;
        for (int i = 0; i < Instruments.Count; i++)
            TellStatus(i);
    }

    private Exception Refused(string why) => _line.HasHeard ? new BadInputException(why) : new IOException($"{why}; nothing was sent");

    // What has to be there before the first order, in the order in which it comes.
    private string? Missing()
    {
        int unknown = Array.IndexOf(_known, null);
        if (unknown >= 0)
            return $"what {_chosen.Venue!.Symbols[unknown]} is";
        if (!_state.IsFeedUp || Array.Exists(_booksNs, ns => ns < 0))
            return "the books";
        if (!_state.IsTradingReady || !_accounts.Exists(a => a.IsWhole))
            return "the account";
        return null;
    }

    private void MakeEngine()
    {
        Engine engine = NewEngine();
        long toldNs = _accounts.Max(a => a.ToldUntilNs);
        LedgerWatch watched = WatchLedger(engine);
        CheckFlat(engine.Instruments, watched);
        _files = new LiveFiles(_chosen, engine.Instruments, engine.FeeAssets, _prefix);
        _files.Journal?.Begin(engine, toldNs);
        Storage?.Begin(engine, _files.SessionText, Math.Max(1, _files.Session), null, _chosen.Run.Journal);
        _control?.Begin(engine, _files.SessionText, Math.Max(1, _files.Session));
        (_engine, _figures, _watchedLedger) = (engine, new EngineFigures(engine, deposit: null), watched);
        // What others did until now is in what the account was found to hold: nothing.
        _waiting.Clear();
    }

    private Engine NewEngine()
    {
        // In a session of its own each counts from 1.
        Instrument[] instruments = [.. _known.Select(i => i! with { Version = 1 })];
        var engine = new Engine(
            instruments, _chosen.Setups(_control), _chosen.Risk, _chosen.Seed, _log, LiveVenues.RulesOf(_chosen), _say, _line.Venue.Traits.FeeAssets);
        engine.Watch(_tap);
        return engine;
    }

    private void CheckFlat(IReadOnlyList<Instrument> instruments, LedgerWatch watched)
    {
        for (int i = 0; i < instruments.Count; i++)
        {
            if (watched.VenueOf(i) is { } held && held != 0)
                throw FlatAccount.HoldsPosition(instruments[i].Symbol, held, _chosen.Venue!.Name);
        }
    }

    // As the recording has it: the definition, then the book, all at one time.
    private void TellBook(int instrument)
    {
        long localNs = _times.Next(_line.NowNs, _booksNs[instrument]);
        Keep(f => f.Define(instrument, _booksNs[instrument], localNs));
        _tap.BeforeInput();
        Engine.OnMarket(
            new MarketEvent { Kind = EventKind.Definition, ExchangeNs = _booksNs[instrument], LocalNs = localNs, Instrument = (ushort)instrument, Version = 1 }, localNs);
        MarketEvent[] rows = BookRows.Of(_books[instrument], (ushort)instrument, _booksNs[instrument], localNs);
        if (_files is not null)
            KeepRows(instrument, rows, localNs);
        foreach (ref readonly MarketEvent row in rows.AsSpan())
        {
            _tap.BeforeInput();
            Engine.OnMarket(row, localNs);
        }
    }

    // Before the engine is told of the market only the books are kept.
    private void KeepForLater(ReadOnlySpan<MarketEvent> batch)
    {
        int instrument = batch[0].Instrument;
        _times.Next(batch[0].LocalNs, batch[0].ExchangeNs);
        foreach (ref readonly MarketEvent e in batch)
            _books[instrument].Apply(e);
        if (batch[0].Kind is EventKind.Clear or EventKind.Snapshot or EventKind.Depth)
            _booksNs[instrument] = batch[0].ExchangeNs;
    }

    private void KeepForLater(AccountSnapshot account)
    {
        if (account.IsWhole)
            _accounts.Clear();
        _accounts.Add(account);
    }

    private void OnNewUnits(int index, Instrument instrument)
    {
        if (!_hasBooks && _engine is null)
        {
            // The book comes anew.
            _known[index] = instrument;
            _books[index].Reset();
            _booksNs[index] = -1;
            return;
        }

        _change[index] = UnitChange.Between(Instruments[index], instrument);
        Trouble ??= $"{instrument.Symbol} is traded in finer steps than when the session began (tick {instrument.Tick}, lot {instrument.Lot}): start it again";
    }

    // The engine counts in the units that it began with to its end.
    private static void InOldUnits(ref OrderReport report, UnitChange change)
    {
        report.Price = new Price(Divide(report.Price.Units, change.PriceFactor));
        report.Quantity = new Quantity(Divide(report.Quantity.Units, change.QuantityFactor));
    }

    private static long Divide(long units, long by) => (long)Math.Round((decimal)units / by, MidpointRounding.AwayFromZero);
}
