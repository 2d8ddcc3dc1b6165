using Touchline.Configuration;
using Touchline.Core;

namespace Touchline.Users;

/// <summary>
/// The file of users: for its owner alone, written whole or not at all. Several processes may use it at once: each change is made to what stands there, under a lock, and who reads it looks first
/// whether it is still the same. Any thread.
/// </summary>
internal sealed class UserFile
{
    private const int MostBytes = 16 << 20;

    // Another process has it for the time of one write.
    private const int MostTries = 250;
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly Lock _changing = new();
    private volatile UserState? _known;

    /// <param name="path">Where it is or will be; a link is followed.</param>
    public UserFile(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        Path = (File.Exists(full) ? File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName : null) ?? full;
    }

    public string Path { get; }

    public bool Exists => File.Exists(Path);

    /// <summary>Where it is unless somebody named another place.</summary>
    public static string UsualPath(IReadOnlyDictionary<string, string> environment) => System.IO.Path.Combine(UserFolder.Of(environment), "users.json");

    /// <summary>What stands there now.</summary>
    /// <exception cref="BadInputException">It isn't there, can't be read, is damaged or others may read it.</exception>
    public UserState Current()
    {
        UserState? known = _known;
        return known is not null && StampOf(Path) == known.Stamp ? known : _known = Read();
    }

    /// <summary>Makes the file.</summary>
    /// <returns>False: there is one, and it stays.</returns>
    /// <exception cref="BadInputException">It can't be made.</exception>
    public bool Create(Func<UserState> first)
    {
        lock (_changing)
        {
            using FileStream held = Hold();
            if (Exists)
                return false;
            _known = Save(first(), default);
            return true;
        }
    }

    /// <param name="change">Gets what stands there, and gives what is to stand there (the same: nothing is written) and the answer.</param>
    /// <exception cref="BadInputException">As of <see cref="Current"/>; or it can't be written, then what was there stays.</exception>
    public T Change<T>(Func<UserState, (UserState Next, T Answer)> change)
    {
        lock (_changing)
        {
            using FileStream held = Hold();
            UserState now = Current();
            (UserState next, T answer) = change(now);
            if (next != now)
                _known = Save(next, now.Stamp);
            return answer;
        }
    }

    private UserState Read()
    {
        try
        {
            using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0)
                throw new BadInputException($"{Path} can be read or written by others; right is: chmod 600 {Path}");
            var stamp = new FileStamp(File.GetLastWriteTimeUtc(file.SafeFileHandle).Ticks, file.Length);
            if (stamp.Length > MostBytes)
                throw new BadInputException($"{Path} is larger than {MostBytes >> 20} MiB; that is no file of users: name the right one (--users FILE)");
            byte[] bytes = new byte[stamp.Length];
            file.ReadExactly(bytes);
            return UserFileText.Read(bytes, Path) with { Stamp = stamp };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException($"there is no file of users {Path}: name the right one (--users FILE), or make it by 'touchline users add NAME --role admin'", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{Path}: {e.Message}", e);
        }
    }

    private UserState Save(UserState state, FileStamp before)
    {
        try
        {
            string partial = Path + ".partial";
            // One that is there already would keep the rights it has.
            File.Delete(partial);
            using (var file = new FileStream(partial, Options(FileMode.CreateNew, FileAccess.Write)))
            {
                file.Write(UserFileText.Write(state));
                file.Flush(flushToDisk: true);
            }

            // The clock of files is coarse, and may be set back; others know a change by its time.
            if (StampOf(partial).WrittenTicks <= before.WrittenTicks)
                File.SetLastWriteTimeUtc(partial, new DateTime(before.WrittenTicks + TimeSpan.TicksPerMillisecond, DateTimeKind.Utc));
            FileStamp stamp = StampOf(partial);
            File.Move(partial, Path, overwrite: true);
            return state with { Stamp = stamp };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{Path} can't be written: {e.Message}", e);
        }
    }

    // Of this process only one thread asks at a time.
    private FileStream Hold()
    {
        string path = Path + ".lock";
        try
        {
            string folder = System.IO.Path.GetDirectoryName(Path)!;
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, Own | UnixFileMode.UserExecute);
            return FileLock.Take(path, MostTries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{Path} can't be changed: {e.Message}", e);
        }
    }

    private static FileStreamOptions Options(FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Own;
        return options;
    }

    private static FileStamp StampOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new FileStamp(file.LastWriteTimeUtc.Ticks, file.Length) : default;
    }
}
