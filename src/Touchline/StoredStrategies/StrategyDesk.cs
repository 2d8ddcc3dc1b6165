using System.Collections.Concurrent;
using Touchline.Api;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.Trading;

namespace Touchline.StoredStrategies;

/// <summary>
/// Begins, ends and replaces strategies of the session that runs: docs/hot-reload.md. Reads and compiles on a thread of its own, one request after the other, so that neither the session nor who asks waits for a compiler.
/// </summary>
/// <param name="rules">What their code may do.</param>
internal sealed class StrategyDesk : IDisposable
{
    /// <summary>Requests that wait.</summary>
    public const int MostWaiting = 32;

    // The session takes what is handed to it between two steps.
    private static readonly TimeSpan MostStep = TimeSpan.FromSeconds(10);

    // For what is being prepared to notice that the session is over.
    private static readonly TimeSpan MostEnd = TimeSpan.FromSeconds(5);

    private readonly BlockingCollection<Action> _work = new(MostWaiting);
    private readonly ConcurrentQueue<Action<IWatchedSession?, SessionLink?>> _handed = new();
    private readonly RunningMarks _marks = new();
    private readonly NativePump _natives;
    private readonly OutpostPump _outposts;
    private readonly Action<string> _say;
    private readonly StrategyRules _rules;
    private readonly Thread _thread;
    private readonly CancellationTokenSource _end = new();
    private volatile bool _isOver;
    private volatile Coming? _coming;
    private volatile string _preparing = "";
    private bool _hasBegun;

    /// <param name="folder">The store's.</param>
    /// <param name="say">Gets what people should know of, from any thread.</param>
    public StrategyDesk(string folder, StrategyRules rules, Action<string> say)
    {
        (_rules, _say) = (rules, say);
        _natives = new NativePump(say, Release);
        _outposts = new OutpostPump(say, TimeProvider.System);
        Store = new StrategyStore(folder, TimeProvider.System, RunningVersions);
        _thread = new Thread(Work) { IsBackground = true, Name = "strategies" };
        _thread.Start();
    }

    /// <summary>The store; what runs isn't deleted there.</summary>
    public StrategyStore Store { get; }

    /// <summary>What code may do.</summary>
    public StrategyRules Rules => _rules;

    /// <summary>For the session's engine.</summary>
    public SessionVersions Versions { get; } = new();

    /// <summary>The stored strategies that run, with the numbers of their versions, as of the session's last step.</summary>
    public IReadOnlyDictionary<string, int> Running { get; private set; } = new Dictionary<string, int>();

    /// <summary>Lets a stored strategy begin in the session, or go on where it is paused. Null when that was done, else why not.</summary>
    /// <param name="actor">Who asks, for the audit log.</param>
    /// <param name="check">Gets the stored strategy whose code begins; throws where it isn't the one that was meant.</param>
    public Task<string?> Start(string id, string actor, Action<StoredStrategy>? check = null) => Ask(() =>
    {
        _coming = new Coming(id, 0);
        Place place = Look(id);
        if (place.IsRunning)
            return GoOn(id, actor);
        if (StrategyCatalog.IsBuiltIn(id))
            return HandOver(id, (session, link, _) => Tell(session, link, EngineCommand.Start(id, VersionName.BuiltIn), actor));
        bool opens = StrategyCatalog.IsFile(id) || Stored(id, check).Strategy.OpensPositions;
        using var next = new Kept(Prepare(id, check), place);
        string? refusal = OnSession((session, link) =>
        {
            Versions.Add(id, next.Give());
            return Tell(session, link, EngineCommand.Start(id, next.Name, opens), actor);
        });
        return refusal ?? (StrategyCatalog.IsFile(id) ? null : Settle(id, opens, actor));
    });

    /// <summary>Lets a version of a stored strategy begin beside others, in a place of its own with limits of its own: <see cref="VersionName.PlaceOf"/>. Null when that was done, else why not.</summary>
    /// <param name="number">Of the version.</param>
    /// <param name="actor">Who asks, for the audit log.</param>
    public Task<string?> StartBeside(string id, int number, string actor) => Ask(() =>
    {
        string name = VersionName.PlaceOf(id, number);
        _coming = new Coming(id, number);
        Place place = Look(name);
        if (place.IsRunning)
            return GoOn(name, actor);
        (StoreOutcome found, byte[]? code) = Store.ReadVersion(id, number);
        if (!found.IsDone)
            throw new BadInputException(found.Why!);
        StoredStrategy asked = found.Strategy! with { Version = number, CodeHash = StrategyFolder.HashOf(code) };
        using var next = new Kept(PrepareBeside(asked, code!), place);
        string? refusal = OnSession((session, link) =>
        {
            Versions.Add(name, next.Give());
            return Tell(session, link, EngineCommand.Start(name, next.Name, asked.OpensPositions, like: id), actor);
        });
        return refusal ?? Settle(id, asked.OpensPositions, actor);
    });

    /// <summary>Lets what runs of a stored strategy, also versions beside others, open positions, or only reduce them. Null when that was done, also where nothing of it runs, else why not.</summary>
    /// <param name="actor">Who asks, for the audit log.</param>
    public Task<string?> Hold(string id, bool opens, string actor) => _isOver ? Task.FromResult<string?>(null) : Hand((session, link) => Hold(session, link, id, opens, actor)).Answer;

    private string? Hold(IWatchedSession session, SessionLink? link, string id, bool opens, string actor)
    {
        foreach (StrategySlot slot in session.Engine.Strategies)
        {
            if (slot.IsRunning && VersionName.IdOf(slot.Name) == id && Tell(session, link, EngineCommand.Limit(slot.Index, "open_positions", opens ? "on" : "off"), actor) is { } refusal)
                return refusal;
        }

        return null;
    }

    // What was changed while it was being prepared didn't find it running.
    private string? Settle(string id, bool opened, string actor)
    {
        bool opens = Store.Find(id).Strategy?.OpensPositions ?? opened;
        return opens == opened ? null : OnSession((session, link) => Hold(session, link, id, opens, actor));
    }

    /// <summary>Ends a strategy of the session. Null when it has ended, else why not.</summary>
    /// <param name="closes">Its position is closed at the market; else it stays.</param>
    /// <param name="actor">Who asks, for the audit log.</param>
    /// <remarks>It waits for no compiler.</remarks>
    public Task<string?> Stop(string id, bool closes, string actor) => _isOver
        ? Task.FromResult<string?>("the session has ended")
        : Hand((session, link) => SlotOf(session, id) is { } slot ? Tell(session, link, EngineCommand.Stop(slot.Index, closes), actor) : NotThere(id)).Answer;

    /// <summary>Puts the newest version of a strategy's code in the place of the one that runs. Null when that has begun, else why not.</summary>
    /// <param name="closes">It begins without orders and position; else it takes them over.</param>
    /// <param name="actor">Who asks, for the audit log.</param>
    /// <param name="check">As for <see cref="Start"/>.</param>
    public Task<string?> Reload(string id, bool closes, string actor, Action<StoredStrategy>? check = null) => Ask(() =>
    {
        Place place = Look(id);
        if (place.Version is not { } running)
            return NotThere(id);
        if (!place.IsRunning)
            return $"strategy '{id}' has stopped; start it, with the newest version of its code";
        string version = StrategyCatalog.IsFile(id) ? StrategyCatalog.SourceOfFile(id, _rules).Version : VersionName.Of(Stored(id, check).Strategy);
        if (version == running)
            return $"strategy '{id}' runs the newest version of its code already, {running}; change the code first";
        // Whoever runs was compiled before the session began, and let go of: it may have to come back.
        using Kept? before = place.Missing is { } missing ? new Kept(ReadyVersion.Of(missing, _outposts.Add, _end.Token)) : null;
        using var next = new Kept(Prepare(id, check), place);
        return OnSession((session, link) =>
        {
            if (SlotOf(session, id) is not { } slot)
                return NotThere(id);
            if (before is not null)
                Versions.Add(id, before.Give());
            Versions.Add(id, next.Give());
            return Tell(session, link, EngineCommand.Replace(slot.Index, next.Name, closes), actor);
        });
    });

    /// <summary>Carries out what is ready. On the session's thread, between two steps.</summary>
    public void OnStep(IWatchedSession session, SessionLink? link)
    {
        while (_handed.TryDequeue(out Action<IWatchedSession?, SessionLink?>? act))
            act(session, link);
        if (!_hasBegun)
            _outposts.AddThoseOf(session.Engine);
        _natives.OnStep(session);
        _outposts.OnStep(session);
        session.IsHurried = _natives.IsBusy || _outposts.IsBusy;
        if (!_hasBegun)
            StartNative();
        NoteRunning(session.Engine);
    }

    // Those in C# began with the session.
    private void StartNative()
    {
        _hasBegun = true;
        _work.TryAdd(() =>
        {
            try
            {
                foreach (StoreEntry entry in Store.List().Where(e => e.Strategy is { IsEnabled: true, Language: not StrategyLanguage.CSharp }))
                    _ = Begin(entry.Id);
            }
            catch (BadInputException e)
            {
                _say($"strategies that start with the session: {e.Message}");
            }
        });
    }

    private async Task Begin(string id)
    {
        try
        {
            if (await Start(id, "session").ConfigureAwait(false) is { } refusal)
                _say($"strategy {id} doesn't start: {refusal}");
        }
        catch (Exception e) when (e is BadInputException or TimeoutException or DiskException)
        {
            _say($"strategy {id} doesn't start: {e.Message}");
        }
    }

    /// <summary>The session is over: nothing is carried out any more.</summary>
    public void End()
    {
        if (!_isOver)
        {
            _isOver = true;
            _end.Cancel();
        }

        while (_handed.TryDequeue(out Action<IWatchedSession?, SessionLink?>? act))
            act(null, null);
    }

    public void Dispose()
    {
        End();
        _natives.End();
        _outposts.End();
        _work.CompleteAdding();
        bool isDone = _thread.Join(MostEnd);
        End();
        Versions.Dispose();
        _marks.Dispose();
        if (isDone)
        {
            _work.Dispose();
            _end.Dispose();
        }
        else
        {
            // It ends with the process, and until then finds everywhere that the session is over.
            _say($"strategy {_preparing}: its code isn't ready {MostEnd.TotalSeconds:0} s after the end of the session, and is left behind");
        }
    }

    // Seconds, where it doesn't end by itself: in nobody's way.
    private static void Release(NativePlugin plugin) => _ = StrategyShelf.OnOwnThread(() =>
    {
        plugin.Dispose();
        return true;
    });

    // Also what is about to: it has read what it needs, and stands in the store still when it runs.
    private IReadOnlyList<int> RunningVersions(string id)
    {
        IEnumerable<int> running = Running.Where(r => VersionName.IdOf(r.Key) == id).Select(r => r.Value);
        return [.. _coming is { } coming && coming.Id == id ? running.Append(coming.Number) : running];
    }

    // Read by other threads: another one for each change.
    private void NoteRunning(Engine engine)
    {
        bool isSame = true;
        int count = 0;
        for (int i = 0; i < engine.Strategies.Count; i++)
        {
            StrategySlot slot = engine.Strategies[i];
            if (!slot.IsRunning || slot.IsOperator)
                continue;
            count++;
            isSame &= Running.TryGetValue(slot.Name, out int known) && known == NumberOf(slot.Version);
        }

        if (!isSame || count != Running.Count)
        {
            Running = engine.Strategies.Where(s => s.IsRunning && !s.IsOperator).ToDictionary(s => s.Name, s => NumberOf(s.Version));
            _ = _work.TryAdd(Mark);
        }
    }

    private void Mark()
    {
        if (!_isOver)
            _marks.Set([.. Running.Where(r => r.Value > 0).Select(r => Store.FolderOf(VersionName.IdOf(r.Key))).Distinct()]);
    }

    // Of what isn't from the store 0.
    private static int NumberOf(string version) => version.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash && int.TryParse(version.AsSpan(0, dash), out int number) ? number : 0;

    private Place Look(string id) => OnSession((session, _) =>
    {
        StrategySlot? slot = SlotOf(session, id);
        StrategySource? missing = slot is not null && !Versions.Has(id, slot.Version) ? session.Chosen.SourceOf(id, slot.Version) : null;
        return new Place(slot?.Version, slot is { IsRunning: true }, missing, session.KeptVersions);
    });

    private (StoredStrategy Strategy, byte[] Code) Stored(string id, Action<StoredStrategy>? check)
    {
        (StoreOutcome found, byte[]? code) = Store.Read(id);
        if (!found.IsDone)
            throw new BadInputException(found.Why!);
        check?.Invoke(found.Strategy!);
        return (found.Strategy!, code!);
    }

    private ReadyVersion Prepare(string id, Action<StoredStrategy>? check)
    {
        _preparing = id;
        if (StrategyCatalog.IsFile(id))
            return ReadyVersion.Of(StrategyCatalog.SourceOfFile(id, _rules), _outposts.Add, _end.Token);
        (StoredStrategy strategy, byte[] code) = Stored(id, check);
        return NativeSource.Of(strategy, code, Store) is { } native
            ? ReadyVersion.Of(strategy, native, Native, _end.Token)
            : ReadyVersion.Of(StrategyCatalog.SourceOf(strategy, code, _rules), _outposts.Add, _end.Token);
    }

    // The strategy's folder has the library of its newest code alone.
    private ReadyVersion PrepareBeside(StoredStrategy strategy, byte[] code)
    {
        _preparing = VersionName.PlaceOf(strategy.Id, strategy.Version);
        if (NativeSource.Of(strategy, code, Store) is not { } native)
            return ReadyVersion.Of(StrategyCatalog.SourceOf(strategy, code, _rules), _outposts.Add, _end.Token);
        string folder = "";
        DiskException.Guard("a folder in", Path.GetTempPath(), () => folder = Directory.CreateTempSubdirectory("touchline-beside-").FullName);
        try
        {
            return ReadyVersion.Of(strategy, native with { Library = Path.Combine(folder, Path.GetFileName(native.Library)) }, Native, _end.Token);
        }
        finally
        {
            Remove(folder);
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Of what is temporary the system's own cleaning takes care.
        }
    }

    // On the session's thread, when an instance is needed.
    private NativeStrategy Native(string library)
    {
        var made = new NativeStrategy(Path.GetFileName(library), new NativePluginOptions { Library = library, ChildProgram = PluginHostCommand.Program });
        _natives.Add(made);
        return made;
    }

    // Paused: it goes on.
    private string? GoOn(string name, string actor) => HandOver(name, (session, link, slot) => slot.IsPaused
        ? Tell(session, link, EngineCommand.Resume(slot.Index), actor)
        : $"strategy '{name}' runs already, version {slot.Version}; 'reload' puts the newest version of its code in its place");

    private string? HandOver(string id, Func<IWatchedSession, SessionLink?, StrategySlot, string?> act) =>
        OnSession((session, link) => SlotOf(session, id) is { } slot ? act(session, link, slot) : NotThere(id));

    private string? Tell(IWatchedSession session, SessionLink? link, EngineCommand command, string actor)
    {
        string? refusal = link is null ? session.Command(command) : link.Tell(session, command, actor);
        Versions.Trim(session.Engine);
        NoteRunning(session.Engine);
        return refusal;
    }

    private static StrategySlot? SlotOf(IWatchedSession session, string id) => session.Engine.Strategies.FirstOrDefault(s => s.Name == id);

    private static string NotThere(string id) => $"this session has no strategy '{id}'; start it first";

    private Task<string?> Ask(Func<string?> work)
    {
        // Whoever waits goes on on another thread than this one.
        var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        string? Done()
        {
            try
            {
                return work();
            }
            finally
            {
                _coming = null;
            }
        }

        void Do()
        {
            try
            {
                answer.SetResult(_isOver ? "the session has ended" : Done());
            }
            catch (OperationCanceledException) when (_isOver)
            {
                answer.SetResult("the session has ended");
            }
            catch (Exception e)
            {
                // A bug's too: it is the asker's to tell.
                answer.SetException(e);
            }
        }

        if (_isOver || !_work.TryAdd(Do))
            answer.SetResult(_isOver ? "the session has ended" : $"{MostWaiting} requests about strategies are waiting; try again");
        return answer.Task;
    }

    private void Work()
    {
        foreach (Action work in _work.GetConsumingEnumerable())
            work();
    }

    private T OnSession<T>(Func<IWatchedSession, SessionLink?, T> act)
    {
        (Task<T> answer, Func<bool> takeBack) = Hand(act);
        if (Task.WaitAny([answer], MostStep) < 0 && takeBack())
            throw new TimeoutException("the session didn't take the request in time, and it is taken back");
        return answer.GetAwaiter().GetResult();
    }

    // TakeBack: false where it was taken already.
    private (Task<T> Answer, Func<bool> TakeBack) Hand<T>(Func<IWatchedSession, SessionLink?, T> act)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        int isTaken = 0;
        _handed.Enqueue((session, link) =>
        {
            if (Interlocked.Exchange(ref isTaken, 1) != 0)
                return;
            try
            {
                answer.SetResult(session is null ? throw new BadInputException("the session has ended") : act(session, link));
            }
            catch (Exception e)
            {
                answer.SetException(e);
                // A bug of ours isn't the asker's: the session ends by it, as by any other.
                if (e is not BadInputException)
                    throw;
            }
        });
        if (_isOver)
            End();
        return (answer.Task, () => Interlocked.Exchange(ref isTaken, 1) == 0);
    }

    /// <summary>A version on its way to the session, let go of where it doesn't arrive.</summary>
    internal sealed class Kept(ReadyVersion version) : IDisposable
    {
        private bool _isGiven;

        /// <summary>A copy of its code is there before the command stands in the journal, for who replays it.</summary>
        /// <exception cref="DiskException">The copy can't be written.</exception>
        public Kept(ReadyVersion version, Place place)
            : this(version)
        {
            if (place.Kept is not { } kept)
                return;
            string path = JournalVersions.PathOf(kept.Folder, kept.Session, version.Name, version.Extension);
            try
            {
                DiskException.Guard("the journal's copy of its code,", path, () => Copy(version, path));
            }
            catch
            {
                version.Dispose();
                throw;
            }
        }

        public string Name => version.Name;

        public ReadyVersion Give()
        {
            _isGiven = true;
            return version;
        }

        public void Dispose()
        {
            if (!_isGiven)
                version.Dispose();
        }

        private static void Copy(ReadyVersion version, string path)
        {
            if (File.Exists(path))
                return;
            using var copy = new PartialFile(path);
            copy.Write(version.Code.Span);
            copy.Complete();
        }
    }

    /// <summary>A version that is being prepared to begin.</summary>
    /// <param name="Number">0: the newest, whichever that is.</param>
    private sealed record Coming(string Id, int Number);

    /// <summary>How a strategy stands in the session.</summary>
    /// <param name="Version">Null: there is no such strategy.</param>
    /// <param name="Missing">What its version is made from, where it isn't at hand compiled.</param>
    /// <param name="Kept">Where copies of code go; null: no journal is written.</param>
    internal sealed record Place(string? Version, bool IsRunning, StrategySource? Missing, (string Folder, int Session)? Kept);
}
