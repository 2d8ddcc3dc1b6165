using System.Globalization;
using Touchline.Commands;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.StoredStrategies;

/// <summary>
/// Looks after strategies in threads and processes of their own: begins them, carries what they ask for into the session, takes the right to trade from those that throw or don't return, and begins again whose process died. On the session's thread.
/// </summary>
/// <param name="say">Gets what people should know of.</param>
internal sealed class OutpostPump(Action<string> say, TimeProvider time)
{
    /// <summary>So long a callback may take while something waits, and a stop, until it counts as one that never returns.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A process whose strategy hasn't begun after this time is ended: a runtime comes up and compiles first.</summary>
    public static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    /// <summary>So often within a minute a process that died is started again.</summary>
    public const int MostRestartsPerMinute = 3;

    // Of what one writes, between two steps: each may wait for a slow terminal or disk.
    private const int MostLines = 64;

    // For a process that was killed.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    // What says so much of the engine's time is over may take less of people's: a session may play faster.
    private static readonly TimeSpan MostLag = TimeSpan.FromTicks(OutpostFeed.MostLagNs / TimeSpan.NanosecondsPerTick);

    private readonly List<Post> _posts = [];

    /// <summary>There is one to be asked.</summary>
    public bool IsBusy => _posts.Count > 0;

    public void Add(OutpostStrategy strategy) => _posts.Add(new Post(strategy));

    /// <summary>Those with which the engine began.</summary>
    public void AddThoseOf(Engine engine)
    {
        foreach (StrategySlot slot in engine.Strategies)
        {
            if (slot.Strategy is OutpostStrategy { Runs: true, Outpost: null } strategy && !_posts.Exists(p => p.Strategy == strategy))
                Add(strategy);
        }
    }

    public void OnStep(IWatchedSession session)
    {
        for (int i = _posts.Count - 1; i >= 0; i--)
        {
            Post post = _posts[i];
            if (PlaceOf(session.Engine, post.Strategy) is not { } slot)
            {
                if (HasLeft(session.Engine, post))
                {
                    post.Strategy.Leave();
                    _posts.RemoveAt(i);
                }
            }
            else if (post.Why is { } why)
            {
                BeginAgain(session, slot, post, why);
            }
            else if (post.Strategy.Outpost is { } outpost)
            {
                Tend(session, slot, post, outpost);
            }
            else if (slot.Seats(post.Strategy) || slot.IsNext(post.Strategy))
            {
                Begin(session.Engine, slot, post);
            }
        }
    }

    /// <summary>The session is over.</summary>
    public void End()
    {
        foreach (Post post in _posts)
            post.Strategy.Outpost?.End();
        long since = time.GetTimestamp();
        foreach (Post post in _posts.Where(p => p.Thread is not null))
        {
            TimeSpan left = Patience - time.GetElapsedTime(since);
            bool isOver = post.Thread!.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            if (!isOver)
            {
                bool isKilled = post.Strategy.Outpost!.Kill(Overdue);
                isOver = isKilled && post.Thread.Join(Grace);
                say(LeftBehind(post, isKilled));
            }

            if (isOver)
                post.Strategy.Outpost?.Dispose();
        }

        _posts.Clear();
    }

    private static StrategySlot? PlaceOf(Engine engine, OutpostStrategy strategy)
    {
        for (int i = 0; i < engine.Strategies.Count; i++)
        {
            if (engine.Strategies[i].Holds(strategy))
                return engine.Strategies[i];
        }

        return null;
    }

    private void Begin(Engine engine, StrategySlot slot, Post post)
    {
        IOutpost outpost = post.Strategy.Begin(engine, slot);
        (post.Place, post.Progress, post.Still, post.Late, post.IsKilled) = (slot.Name, -1, TimeSpan.Zero, TimeSpan.Zero, false);
        (post.Dropped, post.Refused, post.DroppedLines) = (0, 0, 0);
        post.Looked = post.Began = time.GetTimestamp();
        post.Thread = new Thread(outpost.Run) { IsBackground = true, Name = $"strategy {slot.Name}" };
        post.Thread.Start();
    }

    private void Tend(IWatchedSession session, StrategySlot slot, Post post, IOutpost outpost)
    {
        // What it asked for before it failed comes before that.
        OutpostState state = outpost.State;
        outpost.Feed.Flush(session.PlayedNs, outpost.Progress, outpost.TimerNs);
        outpost.Feed.Carry(slot.Seats(post.Strategy) && !post.IsKilled, post.Requests(session), post.Named);
        Tell(post, outpost);
        TellPause(session.Engine, slot, post, outpost.Feed.MayTrade);
        if (state is OutpostState.Failed or OutpostState.Died)
            OnOver(session, slot, post, outpost.Why, hasDied: state == OutpostState.Died && !post.NeverBegan);
        else if (post.IsKilled)
            AwaitEnd(session, slot, post);
        else if (!outpost.IsStarting)
            Judge(session, slot, post, outpost);
        else if (time.GetElapsedTime(post.Began) > StartLimit)
            post.NeverBegan = Kill(post, outpost, $"it hadn't begun {StartLimit.TotalSeconds:0} s after the start of its process, which was killed");
    }

    private void Judge(IWatchedSession session, StrategySlot slot, Post post, IOutpost outpost)
    {
        Look(post, outpost);
        if (post.Still >= Patience)
            OnStuck(session, slot, post, outpost);
        // One that stands still is judged as such.
        else if (post.Still == TimeSpan.Zero && post.Lag >= Patience && post.Late >= Patience - MostLag)
            OnOver(session, slot, post, $"it is {Patience.TotalSeconds:0} s behind the market and doesn't catch up", hasDied: false);
        else if (outpost.Feed.IsOverrun)
            OnOver(session, slot, post, $"it is too far behind: more than {OutpostFeed.MostWaiting} messages about orders wait for it", hasDied: false);
    }

    private void OnStuck(IWatchedSession session, StrategySlot slot, Post post, IOutpost outpost)
    {
        string why = $"it hasn't returned from a callback for {Patience.TotalSeconds:0} s while something waited for it";
        if (Kill(post, outpost, $"{why}, and its process was killed"))
            return;
        post.IsLeft = true;
        OnOver(session, slot, post, $"{why}, and its thread is left behind", hasDied: false);
    }

    // What is with it in its own engine is a plain order here, and doesn't come back by itself.
    private void TellPause(Engine engine, StrategySlot slot, Post post, bool mayTrade)
    {
        // One that makes room for another version hears nothing new: what becomes of the place is told by that.
        if (post.MayTrade == mayTrade || !slot.Seats(post.Strategy) || slot.Replacement is { Stage: ReplacementStage.Closing })
            return;
        post.MayTrade = mayTrade;
        if (!mayTrade && Held(engine, slot) is { Length: > 0 } held)
            say($"strategy {slot.Name} may not trade for now: its stops are cancelled with its other orders{held}");
    }

    private bool Kill(Post post, IOutpost outpost, string why)
    {
        (post.IsKilled, post.Killed) = (outpost.Kill(why), time.GetTimestamp());
        return post.IsKilled;
    }

    // It may be where even that doesn't reach it: its orders don't wait for it.
    private void AwaitEnd(IWatchedSession session, StrategySlot slot, Post post)
    {
        if (time.GetElapsedTime(post.Killed) < Grace)
            return;
        post.IsLeft = true;
        OnOver(session, slot, post, "its process was killed and doesn't end, and is left behind", hasDied: false);
    }

    private void Tell(Post post, IOutpost outpost)
    {
        TellLines(post, outpost, MostLines);
        post.Strategy.TellFigures();
        if (outpost.Log.Dropped is var lines && lines != post.DroppedLines)
        {
            if (post.DroppedLines == 0)
                say($"strategy {post.Place} writes more than can be told: lines are dropped; figure dropped_lines counts them");
            post.DroppedLines = lines;
            post.Strategy.Metric("dropped_lines", lines);
        }

        if (outpost.Feed.RefusedLate != post.Refused)
        {
            if (post.Refused == 0)
                say($"strategy {post.Place} is more than {MostLag.TotalSeconds:0} s behind the market: what it asks for new is refused until it has caught up; figure refused_late counts it");
            post.Refused = outpost.Feed.RefusedLate;
            post.Strategy.Metric("refused_late", post.Refused);
        }

        long dropped = outpost.Feed.DroppedBatches;
        if (dropped == post.Dropped)
            return;
        if (post.Dropped == 0)
            say($"strategy {post.Place} doesn't keep up with the market: batches are dropped for it, and its books taken anew; figure dropped_batches counts them");
        post.Dropped = dropped;
        post.Strategy.Metric("dropped_batches", dropped);
    }

    private void TellLines(Post post, IOutpost outpost, int most)
    {
        post.Strategy.TellLines(most);
        for (int told = 0; told < most && outpost.Log.TryTakeNote(out string? note); told++)
            say($"strategy {post.Place}: {note}");
    }

    // What the session itself doesn't come to look counts little: then nobody waited.
    private void Look(Post post, IOutpost outpost)
    {
        long now = time.GetTimestamp();
        TimeSpan since = time.GetElapsedTime(post.Looked, now);
        post.Looked = now;
        if (since > Post.MostStep)
            since = Post.MostStep;
        long progress = outpost.Progress;
        bool moves = progress != post.Progress || !outpost.IsBusy;
        post.Lag = TimeSpan.FromTicks(outpost.LagNs / TimeSpan.NanosecondsPerTick);
        (post.Progress, post.Still) = (progress, moves ? TimeSpan.Zero : post.Still + since);
        post.Late = post.Lag > MostLag ? post.Late + since : TimeSpan.Zero;
    }

    private void OnOver(IWatchedSession session, StrategySlot slot, Post post, string why, bool hasDied)
    {
        post.IsTold = true;
        if (slot.IsNext(post.Strategy) || slot.Replacement is { Stage: ReplacementStage.OnTrial })
        {
            // The version before goes on, or comes back.
            say($"strategy {slot.Name}: version {(slot.IsNext(post.Strategy) ? slot.Replacement!.Version : slot.Version)}: {why}");
            session.Command(EngineCommand.Fail(slot.Index, slot.IsNext(post.Strategy), why));
            return;
        }

        if (hasDied && MayRestart(post))
        {
            Leave(session, slot, post, why);
            return;
        }

        if (hasDied)
            why += $", more than {MostRestartsPerMinute} times within a minute";
        session.Command(EngineCommand.Fail(slot.Index, isNext: false, why));
        say($"strategy {slot.Name} has stopped: {why}; it may trade no more, and its orders are cancelled{Held(session.Engine, slot)}");
    }

    private bool MayRestart(Post post)
    {
        while (post.Restarts.TryPeek(out long at) && time.GetElapsedTime(at) >= TimeSpan.FromMinutes(1))
            post.Restarts.Dequeue();
        return post.Restarts.Count < MostRestartsPerMinute;
    }

    // It knows nothing of what it left: that is cancelled, and it begins anew when none of it is left, which may be filled meanwhile.
    private void Leave(IWatchedSession session, StrategySlot slot, Post post, string why)
    {
        post.Restarts.Enqueue(time.GetTimestamp());
        IOutpost old = post.Strategy.Outpost!;
        session.Engine.Unfollow(old.Feed);
        // It says so itself as its last act, and writes nothing more.
        post.Thread!.Join();
        TellLines(post, old, OutpostLog.Most);
        post.Strategy.Leave();
        old.Dispose();
        foreach (OrderId order in session.Engine.OrdersOf(slot.Index))
            session.Command(EngineCommand.Cancel(order));
        (post.Why, post.Began) = (why, time.GetTimestamp());
    }

    private void BeginAgain(IWatchedSession session, StrategySlot slot, Post post, string why)
    {
        if (slot.LiveOrders == 0 || session.Engine.OrdersOf(slot.Index).Count == 0)
        {
            (post.Why, post.IsTold) = (null, false);
            Begin(session.Engine, slot, post);
            say($"strategy {slot.Name}: {why}; its orders are cancelled, and it was started again{Held(session.Engine, slot)}");
        }
        else if (time.GetElapsedTime(post.Began) > StartLimit)
        {
            post.Why = null;
            OnOver(session, slot, post, $"{why}, and its orders weren't cancelled within {StartLimit.TotalSeconds:0} s", hasDied: false);
        }
    }

    private static string Held(Engine engine, StrategySlot slot)
    {
        string[] held = [.. engine.Instruments.Select((n, i) => (Of: n, slot.Ledger(i).Position)).Where(p => !p.Position.IsZero)
            .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Of.QuantityUnit.ToDecimal(p.Position):0.########} {p.Of.Symbol}"))];
        return held.Length == 0 ? "" : $"; its position stays: {string.Join(", ", held)}";
    }

    // It may trade no more already, and nothing more is told to it.
    private bool HasLeft(Engine engine, Post post)
    {
        if (post.Strategy.Outpost is not { } outpost)
            return true;
        if (!post.IsLeaving)
        {
            engine.Unfollow(outpost.Feed);
            outpost.End();
            (post.IsLeaving, post.Looked) = (true, time.GetTimestamp());
        }

        if (!post.Thread!.IsAlive)
        {
            TellLines(post, outpost, OutpostLog.Most);
            if (outpost.State is OutpostState.Failed or OutpostState.Died && !post.IsTold)
                say($"strategy {post.Place}: while it was stopped {outpost.Why}");
            outpost.Dispose();
            return true;
        }

        if (!post.IsLeft && time.GetElapsedTime(post.Looked) < Patience)
            return false;
        if (post.IsLeft || post.IsKilled)
            return true;
        bool isKilled = outpost.Kill(Overdue);
        say(LeftBehind(post, isKilled));
        // That one ends soon.
        (post.IsTold, post.IsKilled, post.IsLeft) = (true, isKilled, !isKilled);
        post.Looked = time.GetTimestamp();
        return !isKilled;
    }

    private static string Overdue => $"it hadn't returned within {Patience.TotalSeconds:0} s of its stop, and its process was killed";

    private static string LeftBehind(Post post, bool isKilled) => $"strategy {post.Place} hasn't returned within {Patience.TotalSeconds:0} s of its stop: it may trade no more, and its {(isKilled ? "process was killed" : "thread is left behind")}";

    private sealed class Post(OutpostStrategy strategy)
    {
        public static readonly TimeSpan MostStep = TimeSpan.FromMilliseconds(250);

        private RequestOrder? _requests;
        private IWatchedSession? _session;

        public OutpostStrategy Strategy => strategy;

        public Func<string, OrderReason> Named { get; } = strategy.Reason;

        public Thread? Thread { get; set; }

        public string Place { get; set; } = "";

        public long Progress { get; set; } = -1;

        public long Looked { get; set; }

        public long Began { get; set; }

        /// <summary>When its process was started again.</summary>
        public Queue<long> Restarts { get; } = new();

        /// <summary>Its process was ended, which shows soon.</summary>
        public bool IsKilled { get; set; }

        public long Killed { get; set; }

        /// <summary>It was killed since it didn't begin, and wouldn't another time.</summary>
        public bool NeverBegan { get; set; }

        /// <summary>Why its process died that is to be started again; null: none is.</summary>
        public string? Why { get; set; }

        public TimeSpan Still { get; set; }

        /// <summary>So long it has been too far behind without a break.</summary>
        public TimeSpan Late { get; set; }

        /// <summary>So far behind it was when it was looked at last, in the engine's time.</summary>
        public TimeSpan Lag { get; set; }

        public bool MayTrade { get; set; } = true;

        public long Refused { get; set; }

        public long Dropped { get; set; }

        public long DroppedLines { get; set; }

        /// <summary>Its end was told.</summary>
        public bool IsTold { get; set; }

        public bool IsLeaving { get; set; }

        /// <summary>Nobody waits for it.</summary>
        public bool IsLeft { get; set; }

        // Between all steps: it allocates nothing.
        public RequestOrder Requests(IWatchedSession session)
        {
            if (_session != session)
                (_session, _requests) = (session, session.Request);
            return _requests!;
        }
    }
}
