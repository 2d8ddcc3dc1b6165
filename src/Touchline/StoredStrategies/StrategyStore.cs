using System.Collections.Concurrent;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Plugins;

namespace Touchline.StoredStrategies;

/// <summary>
/// Strategies as text: a folder for each, docs/strategy-store.md. Changes are made one at a time, under a lock that other processes hold too; readers need none. Each change is on the disk when it returns. Any thread.
/// </summary>
/// <remarks>All of it throws <see cref="BadInputException"/> when the disk can't be read or written.</remarks>
internal sealed class StrategyStore
{
    public const int Most = 1_000;

    private const string Database = "db", LockName = ".lock", NewPrefix = ".new-", DeletedPrefix = ".deleted-";

    // A change takes some file writes; many may stand before one.
    private const int MostTries = 1_500;

    // Stores of this process on the same folder agree by it; there are as many as folders.
    private static readonly ConcurrentDictionary<string, Lock> Changing = new();

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly Func<string, IReadOnlyList<int>> _running;
    private readonly Lock _changing;

    /// <param name="folder">The root: strategies stand in its <c>db</c>. It needn't be there.</param>
    /// <param name="running">The versions of a strategy that run or are about to, 0 where it isn't one of the store's.</param>
    public StrategyStore(string folder, TimeProvider time, Func<string, IReadOnlyList<int>>? running = null)
    {
        _folder = Path.Combine(Path.GetFullPath(folder), Database);
        _time = time;
        _running = running ?? (_ => []);
        _changing = Changing.GetOrAdd(_folder, _ => new Lock());
    }

    /// <summary>By their ids.</summary>
    public IReadOnlyList<StoreEntry> List() => Disk(_folder, () =>
    {
        if (!Directory.Exists(_folder))
            return [];
        string[] ids = [.. Directory.EnumerateDirectories(_folder).Select(d => Path.GetFileName(d)).Where(StrategyId.IsRight).Order(StringComparer.Ordinal)];
        return (IReadOnlyList<StoreEntry>)[.. ids.Select(id => (Id: id, Found: Find(id))).Where(e => e.Found.Answer != StoreAnswer.Unknown)
            .Select(e => new StoreEntry(e.Id, e.Found.IsDone ? e.Found.Strategy : null, e.Found.Why))];
    });

    public StoreOutcome Find(string id) => Read(id).Outcome;

    /// <summary>With its code; null where there is none to give.</summary>
    public (StoreOutcome Outcome, byte[]? Code) Read(string id)
    {
        if (!StrategyId.IsRight(id))
            return (StoreOutcome.Unknown(id), null);
        return Disk(id, () =>
        {
            (StoreOutcome outcome, byte[]? code, bool isKnown) = Look(id);
            // A change is under way, or one was made by an editor or broken off by a crash.
            return outcome.Answer == StoreAnswer.Damaged || (outcome.IsDone && !isKnown) ? Locked(() => Settled(id)) : (outcome, code);
        });
    }

    /// <summary>A version of the code, exactly as it was given.</summary>
    public (StoreOutcome Outcome, byte[]? Code) ReadVersion(string id, int version)
    {
        StoreOutcome found = Find(id);
        if (!found.IsDone)
            return (found, null);
        return Disk(id, () => Of(id).ReadVersion(found.Strategy!, version) is { } code
            ? (found, (byte[]?)code)
            : (new StoreOutcome(StoreAnswer.Unknown, found.Strategy, $"there is no version {version} of strategy '{id}'; 'touchline strategy versions {id}' lists those that are kept"), null));
    }

    /// <summary>The versions that are kept, oldest first; none where the outcome isn't done.</summary>
    public (StoreOutcome Outcome, IReadOnlyList<CodeVersion> Versions) Versions(string id)
    {
        StoreOutcome found = Find(id);
        return found.IsDone ? (found, Disk(id, () => Of(id).History(found.Strategy!))) : (found, []);
    }

    public StoreOutcome Create(string id, string name, string symbol, byte[] code, StrategyLanguage language = StrategyLanguage.CSharp)
    {
        if ((StrategyId.WhyNot(id) ?? StrategyField.WhyNot(name, symbol) ?? WhyNotCode(id, code)) is { } why)
            return StoreOutcome.Refused(why);
        return Change(id, () =>
        {
            if (Of(id).Exists)
                return new StoreOutcome(StoreAnswer.Exists, Look(id).Outcome.Strategy, $"there is a strategy '{id}' already; delete it or choose another id");
            if (Directory.EnumerateDirectories(_folder).Count() >= Most)
                return StoreOutcome.Refused($"there are {Most:N0} strategies, and no more can be; delete one");
            long now = Now;
            string unnamed = Path.Combine(_folder, NewPrefix + id);
            Directory.CreateDirectory(unnamed);
            StoredStrategy made = new StrategyFolder(unnamed, id).WriteCode(new StoredStrategy(id, name, symbol, now, now) { Language = language }, code, now, _ => true);
            Directory.Move(unnamed, PathOf(id));
            return StoreOutcome.Done(made);
        });
    }

    /// <summary>Another code; the same again changes nothing.</summary>
    /// <param name="revision">The one that it is meant for; null: any.</param>
    public StoreOutcome PutCode(string id, byte[] code, long? revision = null)
    {
        if (WhyNotCode(id, code) is { } why)
            return StoreOutcome.Refused(why);
        return ChangeOne(id, revision, now => now.CodeHash == StrategyFolder.HashOf(code) ? now : Of(id).WriteCode(now, code, Now, _running(id).Contains));
    }

    /// <summary>What isn't null is changed.</summary>
    /// <param name="revision">The one that it is meant for; null: any.</param>
    public StoreOutcome PutMetadata(string id, string? name = null, string? symbol = null, bool? isEnabled = null, bool? opensPositions = null, long? revision = null, StrategyThread? thread = null)
    {
        if (((name is null ? null : StrategyField.NameFault(name)) ?? StrategyField.SymbolFault(symbol ?? "")) is { } why)
            return StoreOutcome.Refused(why);
        return ChangeOne(id, revision, now =>
        {
            StoredStrategy next = now with { Name = name ?? now.Name, Symbol = symbol ?? now.Symbol, IsEnabled = isEnabled ?? now.IsEnabled, OpensPositions = opensPositions ?? now.OpensPositions, Thread = thread ?? now.Thread };
            if (next == now)
                return now;
            next = next with { Revision = now.Revision + 1, UpdatedAt = Now };
            Of(id).WriteMetadata(next);
            return next;
        }, now => StrategyThreads.WhyNot(thread ?? now.Thread, now.Language) is { } wrong ? StoreOutcome.Refused(wrong) : null);
    }

    /// <summary>With all its versions. Not one that runs.</summary>
    /// <param name="revision">The one that is meant; null: any.</param>
    public StoreOutcome Delete(string id, long? revision = null) => ChangeOne(id, revision, now =>
    {
        string deleted = Path.Combine(_folder, $"{DeletedPrefix}{id}");
        Directory.Move(PathOf(id), deleted);
        Directory.Delete(deleted, recursive: true);
        return now;
    }, now => _running(id).Count == 0 && !RunningMarks.IsHeld(PathOf(id)) ? null : new StoreOutcome(StoreAnswer.Running, now, $"strategy '{id}' runs; stop it first"));

    /// <summary>What a user calls its code.</summary>
    public static string LabelOf(StoredStrategy strategy) => $"{strategy.Id}.{strategy.Language.Extension()}";

    /// <summary>Where its code stands, for an editor.</summary>
    public string CodePathOf(StoredStrategy strategy) => Of(strategy.Id).CodePath(strategy.Language);

    /// <summary>The root, in full.</summary>
    public string Folder => Path.GetDirectoryName(_folder)!;

    /// <summary>A strategy's folder.</summary>
    public string FolderOf(string id) => PathOf(id);

    private long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    private StoreOutcome ChangeOne(string id, long? revision, Func<StoredStrategy, StoredStrategy> change, Func<StoredStrategy, StoreOutcome?>? whyNot = null)
    {
        if (!StrategyId.IsRight(id))
            return StoreOutcome.Unknown(id);
        // Else the mere question would make the folder.
        if (!Directory.Exists(_folder))
            return StoreOutcome.Unknown(id);
        return Change(id, () =>
        {
            StoreOutcome found = Settled(id).Outcome;
            if (!found.IsDone)
                return found;
            StoredStrategy now = found.Strategy!;
            if (revision is { } meant && meant != now.Revision)
                return new StoreOutcome(StoreAnswer.Stale, now, $"strategy '{id}' was changed meanwhile (revision {now.Revision}, not {meant}); look again");
            return whyNot?.Invoke(now) ?? StoreOutcome.Done(change(now));
        });
    }

    private StoreOutcome Change(string id, Func<StoreOutcome> change) => Disk(id, () => Locked(change));

    private T Locked<T>(Func<T> change)
    {
        lock (_changing)
        {
            Directory.CreateDirectory(_folder);
            using FileStream held = FileLock.Take(Path.Combine(_folder, LockName), MostTries);
            // What a crash left.
            foreach (string left in Directory.EnumerateDirectories(_folder, ".*").Where(d => Path.GetFileName(d).StartsWith(NewPrefix, StringComparison.Ordinal) || Path.GetFileName(d).StartsWith(DeletedPrefix, StringComparison.Ordinal)).ToArray())
                Directory.Delete(left, recursive: true);
            return change();
        }
    }

    // Under the lock: code that the metadata aren't of becomes the next version.
    private (StoreOutcome Outcome, byte[]? Code) Settled(string id)
    {
        (StoreOutcome outcome, byte[]? code, bool isKnown) = Look(id);
        if (!outcome.IsDone || isKnown)
            return (outcome, code);
        if (WhyNotCode(id, code!) is { } why)
            return (new StoreOutcome(StoreAnswer.Damaged, outcome.Strategy, $"{Of(id).CodePath(outcome.Strategy!.Language)} was changed and is no code: {why}"), null);
        return (StoreOutcome.Done(Of(id).WriteCode(outcome.Strategy!, code!, Now, _running(id).Contains)), code);
    }

    private (StoreOutcome Outcome, byte[]? Code, bool IsKnown) Look(string id)
    {
        StrategyFolder folder = Of(id);
        if (!folder.Exists)
            return (StoreOutcome.Unknown(id), null, false);
        try
        {
            StoredStrategy strategy = folder.Read();
            (byte[] code, bool isKnown) = folder.ReadCode(strategy);
            return (StoreOutcome.Done(strategy), code, isKnown);
        }
        catch (FormatException e)
        {
            return (new StoreOutcome(StoreAnswer.Damaged, null, $"{folder.MetadataPath} is damaged ({e.Message}) and was left as it is: put it right, or remove its folder"), null, false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Deleted this moment, or never whole.
            return !folder.Exists
                ? (StoreOutcome.Unknown(id), null, false)
                : (new StoreOutcome(StoreAnswer.Damaged, null, $"{folder.MetadataPath} or the code beside it isn't there: put it back, or remove its folder"), null, false);
        }
    }

    private static string? WhyNotCode(string id, byte[] code)
    {
        try
        {
            StrategyFile.Decode($"the code of '{id}'", code);
            return null;
        }
        catch (BadInputException e)
        {
            return e.Message;
        }
    }

    private static T Disk<T>(string what, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"the store of strategies fails at {what}: {e.Message}", e);
        }
    }

    private StrategyFolder Of(string id) => new(PathOf(id), id);

    private string PathOf(string id) => Path.Combine(_folder, id);
}
