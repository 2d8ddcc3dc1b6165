namespace Touchline.Core;

/// <summary>
/// A venue's adapter: a state machine between the wire and a session. One thread calls it; it never waits and has no clock, socket or file. What it learns it tells its
/// <see cref="IVenueListener"/>; what it wants of the network it asks of its <see cref="IWire"/>.
/// </summary>
public interface IVenue : IWireListener
{
    /// <summary>The venue's name as in <see cref="Instrument.Venue"/>.</summary>
    string Name { get; }

    VenueTraits Traits { get; }

    /// <summary>Where it stands, for people and for whoever decides whether to trade.</summary>
    VenueState State { get; }

    /// <summary>When <see cref="OnDeadline"/> wants to be called next; <see cref="long.MaxValue"/>: not before something else happens.</summary>
    long DeadlineNs { get; }

    /// <summary>
    /// What an earlier session with the same client ids left behind: once, before <see cref="Start"/>. Its orders are this session's own from then on. Nothing of them is sent again; the venue is
    /// asked what became of them, and what it says comes as reports, as do fills, funding and forced closes since then, each once. <see cref="VenueState.IsTradingReady"/> waits until
    /// every order's fate is definite (or told as <see cref="ReportKind.Unresolved"/>) and the fills are read.
    /// </summary>
    /// <param name="orders">Those that weren't told to be over, and the newest of the others. The highest number is the last that the earlier sessions used.</param>
    /// <param name="instruments">What was told of instruments besides orders; none of an instrument of which nothing was.</param>
    /// <param name="sinceNs">
    /// Up to then everything was told, in nanoseconds by the venue's clock: the newest <see cref="AccountSnapshot.ToldUntilNs"/>. Earlier is safe. 0: the account was never read, and only the
    /// orders are asked about.
    /// </param>
    /// <param name="beganNs">When the first of the earlier sessions began, by the same clock: what others did in the account and what was paid before that time is told by nobody.</param>
    /// <exception cref="InvalidOperationException">It has started, or adopted before.</exception>
    void Adopt(IReadOnlyList<AdoptedOrder> orders, IReadOnlyList<AdoptedInstrument> instruments, long sinceNs, long beganNs);

    /// <summary>Begins: reference data, time, connections, subscriptions.</summary>
    /// <exception cref="BadInputException">An adopted order is in a symbol that isn't subscribed.</exception>
    void Start(long nowNs);

    void OnDeadline(long nowNs);

    /// <summary>
    /// Streams for one more instrument, or others than before; the streams of the other instruments go on. Told by <see cref="IVenueListener.OnInstrument"/> once its
    /// reference data is there. <see cref="FeedStreams.None"/> ends them.
    /// </summary>
    void Subscribe(string symbol, FeedStreams streams, long nowNs);

    /// <summary>
    /// Sends what the engine wants: exactly once, or not at all. Answers come as reports; where nobody knows, <see cref="ReportKind.Unknown"/> first and the definite
    /// one when the venue has been asked.
    /// </summary>
    void Send(in Intent intent, long nowNs);

    /// <summary>
    /// Reads the account now: open orders, fills, positions, balances; a whole <see cref="AccountSnapshot"/> follows once it is read. Orders of ours that work there though they count as over are
    /// noted and cancelled. While the account isn't known after a connection was lost it is being read anyway.
    /// </summary>
    void Reconcile(long nowNs);

    /// <summary>Nothing will be placed any more: a countdown that runs where nothing works is switched off, so that it cancels nothing that others place there.</summary>
    /// <param name="keepsOrders">What works is to go on while nobody is there: it is switched off everywhere.</param>
    void Disarm(long nowNs, bool keepsOrders = false);

    /// <summary>A countdown runs where nothing works, as far as is known, or where what works is to be kept, and the venue can still be told to leave it.</summary>
    bool IsArmed { get; }

    /// <summary>Ends: nothing is sent any more, connections are closed. What works at the venue is the caller's matter.</summary>
    void Stop(long nowNs);
}

/// <summary>What a venue can do.</summary>
public sealed record VenueTraits
{
    /// <summary>An amend at the same price with a smaller quantity keeps its place.</summary>
    public required bool AmendKeepsPlace { get; init; }

    /// <summary>It can be told to cancel everything unless it hears from us in time.</summary>
    public required bool HasCountdown { get; init; }

    /// <summary>Characters of a client order id.</summary>
    public required int ClientIdLength { get; init; }

    /// <summary>Assets besides the quote currency in which it takes fees; <see cref="OrderReport.FeeAsset"/> counts them from 1.</summary>
    public IReadOnlyList<string> FeeAssets { get; init; } = [];

    /// <summary>Streams that one market-data connection carries.</summary>
    public required int StreamsPerConnection { get; init; }
}

/// <summary>Streams of an instrument.</summary>
[Flags]
public enum FeedStreams
{
    None = 0,
    BestQuote = 1,
    Trades = 2,

    /// <summary>The whole book: increments joined to a snapshot.</summary>
    Depth = 4,

    /// <summary>The best 20 levels, each time as a whole; not together with <see cref="Depth"/>.</summary>
    PartialDepth = 8,

    /// <summary>Mark price and funding rate.</summary>
    Mark = 16,
    Liquidations = 32,

    /// <summary>Candles of one minute.</summary>
    Candles = 64,

    /// <summary>What a strategy trades on: best quote, trades, the whole book, mark price and funding, liquidations.</summary>
    Usual = BestQuote | Trades | Depth | Mark | Liquidations,
}

/// <summary>One of an adapter's connections, or all of one kind.</summary>
/// <param name="Name">A word, such as <c>private</c>, the same for as long as the adapter lives.</param>
/// <param name="IsUp">It does what it is for.</param>
/// <param name="Trouble">Why it doesn't, for people; null while it is up.</param>
public readonly record struct VenueConnection(string Name, bool IsUp, string? Trouble);

/// <summary>Where an adapter stands.</summary>
/// <param name="IsFeedUp">Every market-data connection is open and every book in step.</param>
/// <param name="IsTradingReady">
/// Orders can be sent: the clock is synchronised, modes are as the engine needs them, the private stream is up and reconciled.
/// </param>
/// <param name="Trouble">What is wrong and what to do, for people; null when nothing is.</param>
/// <param name="IsHopeless">Trying again won't help: wrong key, wrong host, unknown symbol, wrong mode. The session should end.</param>
/// <param name="Connections">Each with its own state; null: none are told. The same list as before unless one of them changed.</param>
public readonly record struct VenueState(bool IsFeedUp, bool IsTradingReady, string? Trouble, bool IsHopeless, IReadOnlyList<VenueConnection>? Connections = null);

/// <summary>Is told what a venue's adapter learns, on the adapter's thread.</summary>
public interface IVenueListener
{
    /// <summary>
    /// An instrument's reference data, before its first event, and again when a price or quantity needs finer units (the version is one higher; the book
    /// comes anew).
    /// </summary>
    /// <param name="index">Of the instrument, in the order of the first subscription.</param>
    void OnInstrument(int index, Instrument instrument);

    /// <summary>
    /// One message of the venue: one or more events of one instrument, all with its times, the last with <see cref="EventFlags.EndOfBatch"/>.
    /// </summary>
    /// <param name="batch">Good until the call returns.</param>
    void OnMarket(ReadOnlySpan<MarketEvent> batch);

    void OnReport(in OrderReport report);

    /// <summary>Why the venue, or what there is before it, refuses what was asked of an order, in its own words: just before the report of it, where there are words.</summary>
    void OnRefused(OrderId id, string why)
    {
    }

    /// <summary>Whether an instrument trades: once its reference data is there, and when it changes.</summary>
    void OnStatus(int index, InstrumentStatus status);

    /// <summary>The venue has counted clearly more orders of the account than were sent from here: others use the same allowance.</summary>
    /// <param name="windowNs">The allowance's window.</param>
    /// <param name="used">By the venue's count.</param>
    void OnOrderCount(long windowNs, int used);

    /// <summary>
    /// An order with this session's prefix works at the venue though it counts as over here, or is known no more: what was noted of it is lost. The adapter cancels it. Told again while it works on.
    /// </summary>
    /// <param name="index">Of the instrument.</param>
    /// <param name="clientId">Its name at the venue.</param>
    void OnLostOrder(int index, OrderId id, string clientId)
    {
    }

    /// <summary>What the venue says of the account, after every reconciliation and whenever it changes.</summary>
    void OnAccount(AccountSnapshot account);

    /// <summary><see cref="IVenue.State"/> has changed.</summary>
    void OnState(VenueState state);

    /// <summary>Something that people should know of: a reconnect, a gap, an order of another session. Rare.</summary>
    void OnNote(string text);
}

/// <summary>What a venue says of an account.</summary>
/// <param name="ExchangeNs">By the venue's clock.</param>
/// <param name="IsWhole">Everything that the venue holds; else only what has changed.</param>
public sealed record AccountSnapshot(long ExchangeNs, bool IsWhole, IReadOnlyList<AccountBalance> Balances, IReadOnlyList<AccountPosition> Positions)
{
    /// <summary>
    /// Of a whole one: fills, funding and forced closes up to then have all been told, by the venue's clock. A session that goes on from here adopts since the newest of these. 0: not known.
    /// </summary>
    public long ToldUntilNs { get; init; }

    /// <summary>Of a whole one: open orders that aren't this session's, or that count as over here, in all symbols. Null: not known.</summary>
    public int? StrangeOrders { get; init; }
}

/// <param name="Asset">As the venue writes it.</param>
/// <param name="Wallet">Without unrealised profit.</param>
/// <param name="Available">What orders can be placed with; null when the venue didn't say.</param>
public readonly record struct AccountBalance(string Asset, decimal Wallet, decimal? Available)
{
    /// <summary>What positions and open orders hold of it; null when the venue didn't say.</summary>
    public decimal? Margin { get; init; }
}

/// <param name="Symbol">The venue's.</param>
/// <param name="Quantity">Signed, in base currency or contracts as the venue counts.</param>
/// <param name="EntryPrice">Average.</param>
public readonly record struct AccountPosition(string Symbol, decimal Quantity, decimal EntryPrice);
