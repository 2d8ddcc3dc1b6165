using Touchline.Configuration;
using Touchline.Control;
using Touchline.Core;
using Touchline.Live;
using Touchline.Sdk;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>A session as those see it who show it and sum it up: on paper or live. On the session's thread.</summary>
internal interface IWatchedSession
{
    TradingSettings Chosen { get; }

    Engine Engine { get; }

    IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>All instruments together.</summary>
    BacktestFigures Figures { get; }

    /// <summary>How many of the figures' fills earlier sessions of the journal had: figures are of the journal, orders of the session.</summary>
    long FillsBefore { get; }

    RecentFills Fills { get; }

    /// <summary>From an input that led to orders until they left the engine, in nanoseconds of the machine's clock.</summary>
    LatencyHistogram Latency { get; }

    /// <summary>Of the wall clock, since the session began.</summary>
    TimeSpan Elapsed { get; }

    /// <summary>Events a second of the wall clock, over the last half second or more.</summary>
    double EventsPerSecond { get; }

    /// <summary>Rows of market data that reached our side so far.</summary>
    long Rows { get; }

    /// <summary>Commands that the engine was given so far.</summary>
    long Commands { get; }

    /// <summary>Local time up to which the market is known.</summary>
    long PlayedNs { get; }

    /// <summary>The strategies were stopped and their orders cancelled.</summary>
    bool IsStopped { get; }

    /// <summary>How it goes, in a word: <c>x1</c>, <c>LIVE</c>, <c>SIMULATED</c>.</summary>
    string Pace { get; }

    /// <summary>Null: no database is written.</summary>
    SessionStorage? Storage { get; }

    /// <summary>Those to the venue; none where there is no venue.</summary>
    IReadOnlyList<ConnectionPortrait> Connections { get; }

    /// <summary>The differences between ledger and venue that were told and aren't over.</summary>
    IReadOnlyList<ToldDifference> LedgerDifferences { get; }

    /// <summary>What the account has, by asset; where nobody knows it is empty, and <c>Why</c> says so.</summary>
    (IReadOnlyList<WalletPortrait> Wallets, string? Why) Balances { get; }

    /// <summary>The newest that <see cref="Reconcile"/> began; null: none.</summary>
    LookPortrait? AskedLook { get; }

    /// <summary>What the session took up when it began; null: nothing, or there is no venue.</summary>
    RecoveryReport? Recovery { get; }

    /// <summary>Asks the venue what it has of orders and account, and settles what differs. Null when it was asked, else why it can't be.</summary>
    string? Reconcile();

    /// <summary>The journal's folder and the session's number in it, where copies of strategies' code are kept; null: no journal is written.</summary>
    (string Folder, int Session)? KeptVersions { get; }

    BacktestFigures FiguresOf(int instrument);

    /// <summary>The market's quantity before an order that rests, in units, as far as anybody can tell; null: nobody can.</summary>
    long? AheadOf(int instrument, OrderId id);

    /// <summary>Somebody has to be asked often whether he wants something: the time between two steps is short.</summary>
    bool IsHurried { get; set; }

    /// <summary>Gives the engine what a strategy elsewhere asks for, just after what has been played.</summary>
    Placement Request(in OrderRequest request);

    /// <summary>Gives the engine a command, just after what has been played. Null when it was carried out, else why it was refused.</summary>
    string? Command(EngineCommand command);
}
