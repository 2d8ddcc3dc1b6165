using System.Globalization;
using System.Text;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What a command asks for.</summary>
public enum CommandKind : byte
{
    /// <summary>Another value for a parameter of a running strategy.</summary>
    Set = 1,

    /// <summary>A strategy's orders are cancelled and it places no more; it still sees the market.</summary>
    Pause = 2,
    Resume = 3,

    /// <summary>All orders of all strategies are cancelled and none is placed until <see cref="Arm"/>; positions too are closed where that is asked for.</summary>
    Kill = 4,
    Arm = 5,

    /// <summary>Another value for a limit of the account or a strategy.</summary>
    Limit = 6,

    /// <summary>Nothing passes in an instrument but cancels until <see cref="Thaw"/>.</summary>
    Freeze = 7,
    Thaw = 8,

    /// <summary>The venue says whether it trades an instrument.</summary>
    Status = 9,

    /// <summary>The venue says how much of an allowance of requests it has counted.</summary>
    Budget = 10,

    /// <summary>A venue's breaker is closed, or all of them are.</summary>
    BreakerReset = 11,

    /// <summary>All orders of all strategies are cancelled; strategies go on.</summary>
    Cancel = 12,

    /// <summary>What this session has counted of a venue's allowances, or of all of them, is forgotten; what the venue says that it has counted still holds.</summary>
    BudgetReset = 13,

    /// <summary>A limit order by hand, which waits until it is cancelled.</summary>
    Place = 14,

    /// <summary>One live order is cancelled, whosever it is.</summary>
    CancelOrder = 15,

    /// <summary>The same, and the position that the order opened is closed at the market.</summary>
    CloseOrder = 16,

    /// <summary>Another version of a strategy takes its place.</summary>
    Replace = 17,

    /// <summary>A strategy begins, in a place of its name; one is added where there is none yet.</summary>
    Start = 18,

    /// <summary>A strategy ends. Its position stays, or is closed at the market.</summary>
    Stop = 19,

    /// <summary>The code of a strategy's version, which runs elsewhere, has ended, or its right to trade was taken: as if it had thrown.</summary>
    Fail = 20,
}

/// <summary>
/// What people and venues tell a running engine beside market and reports: an input like any other. It has one text, which stands in journals and recordings, e.g.
/// <c>set 0 spread=2.5</c>, <c>pause 0</c>, <c>kill flatten</c>, <c>limit max_position=0.5</c>; docs/engine.md has them all.
/// </summary>
public sealed record EngineCommand
{
    /// <summary>Bytes of the text in UTF-8.</summary>
    public const int MaxBytes = 1024;

    /// <summary>The index of a command that is for the account, or for all.</summary>
    public const int All = -1;

    private EngineCommand(CommandKind kind, int index = 0, string parameter = "", string value = "")
    {
        Kind = kind;
        Index = index;
        Parameter = parameter;
        Value = value;
    }

    public CommandKind Kind { get; }

    /// <summary>Of the strategy, the instrument (freeze, thaw, status, place) or the venue (budget, breaker), counted from 0; <see cref="All"/> or 0 where it is for none of them alone.</summary>
    public int Index { get; }

    /// <summary>Of one order's cancel or close.</summary>
    public OrderId Order { get; private init; }

    /// <summary>The strategy's index; 0 where the command is for all.</summary>
    public int Strategy => Math.Max(0, Index);

    /// <summary>The name of the parameter or limit to set; the window of a budget; the side of an order; the version that is to come; of a failure its reason.</summary>
    public string Parameter { get; }

    /// <summary>Its new value, as one would type it; of a kill, freeze, thaw, status, replacement or stop the word behind; of an order <c>QUANTITY@PRICE</c>; the name of a strategy that starts.</summary>
    public string Value { get; }

    public static EngineCommand Kill { get; } = new(CommandKind.Kill);

    public static EngineCommand KillFlatten { get; } = new(CommandKind.Kill, value: FlattenWord);

    public static EngineCommand CancelAll { get; } = new(CommandKind.Cancel);

    public static EngineCommand Arm { get; } = new(CommandKind.Arm);

    /// <summary>What a limit order by hand asks for, in the units of its instrument.</summary>
    /// <param name="refusal">Why there is no such order in the instrument; null where there is.</param>
    internal NewOrder Terms(Instrument instrument, out string? refusal)
    {
        TryTerms(Value, out DecimalText quantity, out DecimalText price);
        Quantity units = default;
        Price at = default;
        refusal = !instrument.QuantityUnit.TryCount(quantity, out units) || units.Units <= 0 || units.Units % instrument.LotUnits != 0
            ? string.Create(CultureInfo.InvariantCulture, $"quantity {quantity} isn't one of {instrument}; right is a multiple of {instrument.Lot}, at most {instrument.MostQuantity}")
            : !instrument.PriceUnit.TryCount(price, out at) || at.Units <= 0 || at.Units % instrument.TickUnits != 0
                ? string.Create(CultureInfo.InvariantCulture, $"price {price} isn't one of {instrument}; right is a multiple of {instrument.Tick}, at most {instrument.MostPrice}")
                : null;
        return NewOrder.Limit(Index, Parameter == BuyWord ? Side.Buy : Side.Sell, at, units);
    }

    /// <summary>Of a replacement: the version begins without orders and position. Of a stop: the position is closed.</summary>
    public bool Closes => Kind is CommandKind.Replace or CommandKind.Stop && Value == CloseWord;

    /// <summary>Of a start: the strategy may open positions.</summary>
    public bool Opens { get; private init; } = true;

    /// <summary>Of a start: the strategy whose limits it begins with, where it has had none of its own; empty: without.</summary>
    public string Like { get; private init; } = "";

    /// <summary>Positions are to be closed too.</summary>
    public bool Flattens => Kind == CommandKind.Kill && Value == FlattenWord;

    /// <summary>Of a status.</summary>
    public InstrumentStatus Status => (InstrumentStatus)Math.Max(0, Array.IndexOf(StatusWords, Value));

    /// <summary>Of a freeze; of a thaw the reasons that are over, all of them where it names none.</summary>
    public FreezeReason Reason => Value.Length > 0 ? ReasonOf(Value) : Kind == CommandKind.Thaw ? AllReasons : FreezeReason.Command;

    private const FreezeReason AllReasons = FreezeReason.Command | FreezeReason.Unresolved | FreezeReason.Ledger;
    private const string FlattenWord = "flatten";
    private const string ResetWord = "reset";
    private const string OrderWord = "order";
    private const string CancelWord = "cancel";
    private const string CloseWord = "close";
    private const string KeepWord = "keep";
    private const string StartWord = "start";
    private const string ReduceWord = "reduce";
    private const string LikeWord = "like";
    private const string NextWord = "next";
    private const string SeatWord = "seat";
    private const int MostNameLength = 64;
    private const int MostReasonLength = 200;
    private const string BuyWord = "buy";
    private const string SellWord = "sell";

    // In the order of the enumeration.
    private static readonly string[] StatusWords = ["trading", "halted", "delisting"];

    private static readonly (string Word, FreezeReason Reason)[] ReasonWords =
        [("command", FreezeReason.Command), ("unresolved", FreezeReason.Unresolved), ("ledger", FreezeReason.Ledger)];

    public static EngineCommand Pause(int strategy) => new(CommandKind.Pause, strategy);

    public static EngineCommand Resume(int strategy) => new(CommandKind.Resume, strategy);

    /// <exception cref="BadInputException">The name is no parameter's, or the text would be too long or has line breaks.</exception>
    public static EngineCommand Set(int strategy, string parameter, string value) => Checked(new EngineCommand(CommandKind.Set, strategy, parameter, value), "parameter");

    /// <param name="strategy"><see cref="All"/>: the account's.</param>
    /// <exception cref="BadInputException">The name is no limit's, or the text would be too long or has line breaks.</exception>
    public static EngineCommand Limit(int strategy, string limit, string value) => Checked(new EngineCommand(CommandKind.Limit, strategy, limit, value), "limit");

    public static EngineCommand Freeze(int instrument, FreezeReason reason = FreezeReason.Command) =>
        new(CommandKind.Freeze, instrument, value: reason == FreezeReason.Command ? "" : Told(reason));

    /// <param name="reason">None: whatever it is frozen for.</param>
    public static EngineCommand Thaw(int instrument, FreezeReason reason = FreezeReason.None) => new(CommandKind.Thaw, instrument, value: Told(reason));

    public static EngineCommand StatusOf(int instrument, InstrumentStatus status) => new(CommandKind.Status, instrument, value: StatusWords[(int)status]);

    /// <param name="venue">Counted in the order of the instruments' venues.</param>
    /// <param name="windowNs">Which of its allowances: the length of its window.</param>
    /// <param name="used">What the venue has counted.</param>
    public static EngineCommand Budget(int venue, long windowNs, int used) =>
        new(CommandKind.Budget, venue, Duration.Format(windowNs), used.ToString(CultureInfo.InvariantCulture));

    /// <param name="venue"><see cref="All"/>: all of them.</param>
    public static EngineCommand BreakerReset(int venue = All) => new(CommandKind.BreakerReset, venue);

    /// <param name="venue"><see cref="All"/>: all of them.</param>
    public static EngineCommand BudgetReset(int venue = All) => new(CommandKind.BudgetReset, venue);

    /// <summary>A limit order, good until it is cancelled. The engine says whether price and quantity fit the instrument.</summary>
    /// <param name="quantity">Above 0, in the instrument's own quantity; likewise the price.</param>
    /// <exception cref="BadInputException">A number isn't above 0, or has more digits than an instrument's units can have.</exception>
    public static EngineCommand Place(int instrument, Side side, decimal quantity, decimal price)
    {
        string terms = string.Create(CultureInfo.InvariantCulture, $"{quantity}@{price}");
        return quantity > 0 && price > 0 && TryTerms(terms, out _, out _)
            ? new EngineCommand(CommandKind.Place, instrument, side == Side.Buy ? BuyWord : SellWord, terms)
            : throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"an order of {quantity} at {price}: right are numbers above 0 of at most 18 digits"));
    }

    public static EngineCommand Cancel(OrderId order) => new(CommandKind.CancelOrder) { Order = order };

    /// <param name="version">1 to 64 of A-Z a-z 0-9 . _ and -.</param>
    /// <param name="closes">It begins without orders and position; else it takes them over.</param>
    /// <exception cref="BadInputException">That can't be a version's name.</exception>
    public static EngineCommand Replace(int strategy, string version, bool closes) => new(CommandKind.Replace, strategy, CheckedName(version, "version"), closes ? CloseWord : KeepWord);

    /// <param name="strategy">1 to 64 of A-Z a-z 0-9 . _ and -, as <paramref name="version"/>.</param>
    /// <param name="opens">It may open positions; else only reduce them, as by its limit <c>open_positions</c>.</param>
    /// <param name="like">The strategy whose limits it begins with, where it has had none of its own; empty: without.</param>
    /// <exception cref="BadInputException">That can't be a strategy's or a version's name.</exception>
    public static EngineCommand Start(string strategy, string version, bool opens = true, string like = "") =>
        new(CommandKind.Start, All, CheckedName(version, "version"), CheckedName(strategy, "strategy")) { Opens = opens, Like = like.Length > 0 ? CheckedName(like, "strategy") : "" };

    /// <param name="isNext">The version that looks on; else the one that trades.</param>
    /// <param name="why">For people; what isn't one short line is made one. Empty: nobody knows more.</param>
    public static EngineCommand Fail(int strategy, bool isNext, string why = "") => new(CommandKind.Fail, strategy, Line(why), isNext ? NextWord : SeatWord);

    /// <summary>Of a failure: it is the version's that looks on.</summary>
    public bool IsOfNext => Kind == CommandKind.Fail && Value == NextWord;

    /// <param name="closes">Its position is closed at the market; else it stays.</param>
    public static EngineCommand Stop(int strategy, bool closes) => new(CommandKind.Stop, strategy, value: closes ? CloseWord : KeepWord);

    /// <summary>Cancels what is left of an order and closes at the market what of its strategy's position it opened.</summary>
    public static EngineCommand Close(OrderId order) => new(CommandKind.CloseOrder) { Order = order };

    /// <summary>Null when the text is no command.</summary>
    public static EngineCommand? Parse(string text)
    {
        string[] words = text.Split(' ', 3);
        if (words[0] == OrderWord)
            return words.Length == 3 ? ParseOfOrder(words[1], words[2]) : null;
        if (words[0] == StartWord)
            return words.Length == 3 && IsName(words[1]) ? ParseOfStart(words[1], words[2].Split(' ')) : null;
        if (words.Length > 1 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            return ParseOfOne(words[0], index, words.Length == 3 ? words[2] : "", words.Length);
        return words.Length == 1 ? ParseOfAll(text, "") : words[1].Length == 0 ? null : ParseOfAll(words[0], text[(words[0].Length + 1)..]);
    }

    public override string ToString() => Kind switch
    {
        CommandKind.Set => string.Create(CultureInfo.InvariantCulture, $"set {Index} {Parameter}={Value}"),
        CommandKind.Pause => string.Create(CultureInfo.InvariantCulture, $"pause {Index}"),
        CommandKind.Resume => string.Create(CultureInfo.InvariantCulture, $"resume {Index}"),
        CommandKind.Limit => string.Create(CultureInfo.InvariantCulture, $"limit {OfIndex}{Parameter}={Value}"),
        CommandKind.Freeze => string.Create(CultureInfo.InvariantCulture, $"freeze {Index}{(Value.Length > 0 ? " " : "")}{Value}"),
        CommandKind.Thaw => string.Create(CultureInfo.InvariantCulture, $"thaw {Index}{(Value.Length > 0 ? " " : "")}{Value}"),
        CommandKind.Status => string.Create(CultureInfo.InvariantCulture, $"status {Index} {Value}"),
        CommandKind.Budget => string.Create(CultureInfo.InvariantCulture, $"budget {Index} {Parameter}={Value}"),
        CommandKind.BreakerReset => string.Create(CultureInfo.InvariantCulture, $"breaker {OfIndex}reset"),
        CommandKind.BudgetReset => string.Create(CultureInfo.InvariantCulture, $"budget {OfIndex}reset"),
        CommandKind.Cancel => CancelWord,
        CommandKind.Place => string.Create(CultureInfo.InvariantCulture, $"place {Index} {Parameter} {Value}"),
        CommandKind.CancelOrder => string.Create(CultureInfo.InvariantCulture, $"{OrderWord} {Order.Number} {CancelWord}"),
        CommandKind.CloseOrder => string.Create(CultureInfo.InvariantCulture, $"{OrderWord} {Order.Number} {CloseWord}"),
        CommandKind.Replace => string.Create(CultureInfo.InvariantCulture, $"replace {Index} {Parameter} {Value}"),
        CommandKind.Start => $"{StartWord} {Value} {Parameter}{(Opens ? "" : $" {ReduceWord}")}{(Like.Length > 0 ? $" {LikeWord} {Like}" : "")}",
        CommandKind.Fail => string.Create(CultureInfo.InvariantCulture, $"fail {Index} {Value}{(Parameter.Length > 0 ? " " : "")}{Parameter}"),
        CommandKind.Stop => string.Create(CultureInfo.InvariantCulture, $"stop {Index} {Value}"),
        CommandKind.Kill => Value.Length > 0 ? $"kill {Value}" : "kill",
        _ => "arm",
    };

    /// <summary>The words of reasons to freeze.</summary>
    internal static string Told(FreezeReason reasons) => string.Join(",", ReasonWords.Where(w => (reasons & w.Reason) != 0).Select(w => w.Word));

    private string OfIndex => Index == All ? "" : string.Create(CultureInfo.InvariantCulture, $"{Index} ");

    private static EngineCommand? ParseOfAll(string verb, string rest)
    {
        int equal = rest.IndexOf('=');
        return (verb, rest) switch
        {
            ("kill", "") => Kill,
            ("kill", FlattenWord) => KillFlatten,
            ("arm", "") => Arm,
            (CancelWord, "") => CancelAll,
            ("breaker", ResetWord) => BreakerReset(),
            ("budget", ResetWord) => BudgetReset(),
            ("limit", _) when equal > 0 => new EngineCommand(CommandKind.Limit, All, rest[..equal], rest[(equal + 1)..]),
            _ => null,
        };
    }

    private static EngineCommand? ParseOfOne(string verb, int index, string rest, int words)
    {
        int equal = rest.IndexOf('=');
        return (verb, words) switch
        {
            ("pause", 2) => Pause(index),
            ("resume", 2) => Resume(index),
            ("set", 3) when equal > 0 => new EngineCommand(CommandKind.Set, index, rest[..equal], rest[(equal + 1)..]),
            ("limit", 3) when equal > 0 => new EngineCommand(CommandKind.Limit, index, rest[..equal], rest[(equal + 1)..]),
            ("freeze", 2) => Freeze(index),
            ("freeze", 3) when ReasonOf(rest) is var reason && reason != FreezeReason.None && Told(reason) == rest => Freeze(index, reason),
            ("thaw", 2) => Thaw(index),
            ("thaw", 3) when ReasonOf(rest) is var reason && reason != FreezeReason.None && Told(reason) == rest => Thaw(index, reason),
            ("status", 3) when Array.IndexOf(StatusWords, rest) is var status && status >= 0 => StatusOf(index, (InstrumentStatus)status),
            ("budget", 3) when equal > 0 && Duration.TryParse(rest[..equal], out long windowNs)
                && int.TryParse(rest.AsSpan(equal + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int used) => Budget(index, windowNs, used),
            ("breaker", 3) when rest == ResetWord => BreakerReset(index),
            ("budget", 3) when rest == ResetWord => BudgetReset(index),
            ("place", 3) => ParseOfPlace(index, rest),
            ("replace", 3) when rest.Split(' ') is [var version, KeepWord or CloseWord] && IsName(version) => Replace(index, version, rest.EndsWith(CloseWord, StringComparison.Ordinal)),
            ("fail", 3) => ParseOfFail(index, rest.Split(' ', 2)),
            ("stop", 3) when rest is KeepWord or CloseWord => Stop(index, rest == CloseWord),
            _ => null,
        };
    }

    private static EngineCommand? ParseOfStart(string strategy, string[] rest) => rest switch
    {
        [var version] when IsName(version) => Start(strategy, version),
        [var version, ReduceWord] when IsName(version) => Start(strategy, version, opens: false),
        [var version, LikeWord, var like] when IsName(version) && IsName(like) => Start(strategy, version, like: like),
        [var version, ReduceWord, LikeWord, var like] when IsName(version) && IsName(like) => Start(strategy, version, opens: false, like),
        _ => null,
    };

    private static EngineCommand? ParseOfFail(int index, string[] rest)
    {
        string why = rest.Length == 2 ? rest[1] : "";
        bool isOne = rest[0] is NextWord or SeatWord && rest.Length == (why.Length > 0 ? 2 : 1) && Line(why) == why;
        return isOne ? Fail(index, rest[0] == NextWord, why) : null;
    }

    // By whole characters, so that its bytes say the same.
    private static string Line(string text)
    {
        string line = string.Concat(text.EnumerateRunes().Select(r => Rune.IsControl(r) ? new Rune(' ') : r)).Trim();
        return string.Concat(line.EnumerateRunes().Take(MostReasonLength)).TrimEnd();
    }

    private static bool IsName(string text) => text.Length is > 0 and <= MostNameLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static string CheckedName(string name, string what) =>
        IsName(name) ? name : throw new BadInputException($"{what} '{name}' can't be one; right are 1 to {MostNameLength} of A-Z a-z 0-9 . _ and -");

    private static EngineCommand? ParseOfPlace(int instrument, string rest)
    {
        string[] words = rest.Split(' ');
        bool isOrder = words.Length == 2 && words[0] is BuyWord or SellWord && TryTerms(words[1], out _, out _);
        return isOrder ? new EngineCommand(CommandKind.Place, instrument, words[0], words[1]) : null;
    }

    private static EngineCommand? ParseOfOrder(string number, string verb)
    {
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long order) || order == 0)
            return null;
        return verb switch
        {
            CancelWord => Cancel(new OrderId(order)),
            CloseWord => Close(new OrderId(order)),
            _ => null,
        };
    }

    private static bool TryTerms(string text, out DecimalText quantity, out DecimalText price)
    {
        (quantity, price) = (default, default);
        int at = text.IndexOf('@');
        return at > 0 && DecimalText.TryParse(text[..at], out quantity) && DecimalText.TryParse(text[(at + 1)..], out price);
    }

    private static FreezeReason ReasonOf(string words)
    {
        FreezeReason reasons = FreezeReason.None;
        foreach (string word in words.Split(','))
            reasons |= Array.Find(ReasonWords, w => w.Word == word).Reason;
        return reasons;
    }

    private static EngineCommand Checked(EngineCommand command, string what)
    {
        if (command.Parameter.Length == 0 || command.Parameter.AsSpan().IndexOfAny(" =\r\n") >= 0)
            throw new BadInputException($"'{command.Parameter}' is no {what}'s name");
        if (command.Value.AsSpan().IndexOfAny("\r\n") >= 0 || Encoding.UTF8.GetByteCount(command.ToString()) > MaxBytes)
            throw new BadInputException($"{what} {command.Parameter}: the value is too long; right is one line, with the name at most {MaxBytes - 32} bytes");
        return command;
    }
}
