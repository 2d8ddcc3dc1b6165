using System.Diagnostics;
using Npgsql;

namespace Touchline.Storage.Tests;

/// <summary>
/// A PostgreSQL server of the tests' own: made anew in a folder that goes with it, reached by a socket in that folder. It doesn't wait for the disk.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private const string ServerUser = "postgres";
    private const string Migrated = "migrated";

    private readonly string _folder = Directory.CreateTempSubdirectory("touchline-pg-").FullName;
    private bool _isRunning;
    private bool _hasSchema;
    private int _databases;

    /// <summary>Why there is none on this machine; null when there is one.</summary>
    public static string? Missing { get; } = Tool("initdb") is null || Tool("pg_ctl") is null ? "PostgreSQL isn't installed here" : NoUser();

    /// <summary>A connection to an empty database; the server starts with the first.</summary>
    public string NewDatabase() => NewDatabase("template0");

    /// <summary>One with this program's schema.</summary>
    public string NewMigrated()
    {
        if (!_hasSchema)
        {
            Schema.Migrate(new Database(DatabaseAddress.Parse(NewDatabase("template0", Migrated))), DatabaseTests.Now);
            _hasSchema = true;
        }

        return NewDatabase(Migrated);
    }

    private string NewDatabase(string template, string? name = null)
    {
        Start();
        name ??= $"t{Interlocked.Increment(ref _databases)}";
        Command($"CREATE DATABASE {name} TEMPLATE {template}");
        return Connection(name);
    }

    /// <summary>Lets nobody into a database until what is returned is disposed of.</summary>
    public IDisposable Shut(DatabaseAddress address)
    {
        string name = new NpgsqlConnectionStringBuilder(address.Connection).Database!;
        Command($"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        Command($"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'");
        return new Opening(() => Command($"ALTER DATABASE {name} ALLOW_CONNECTIONS true"));
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        if (_isRunning)
            Run("pg_ctl", "-D", Path.Combine(_folder, "data"), "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private void Command(string sql)
    {
        using var connection = new NpgsqlConnection(Connection(ServerUser));
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private string Connection(string database) => $"Host={_folder};Username={ServerUser};Database={database};Pooling=false";

    private void Start()
    {
        if (_isRunning)
            return;
        if (Environment.IsPrivilegedProcess)
            Run("chown", [ServerUser, _folder], asServer: false);
        string data = Path.Combine(_folder, "data");
        Run("initdb", "-D", data, "-U", ServerUser, "-A", "trust", "-N", "-E", "UTF8", "--locale=C");
        Run("pg_ctl", "-D", data, "-w", "-l", Path.Combine(_folder, "log"),
            "-o", $"-k {_folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off", "start");
        _isRunning = true;
    }

    private static void Run(string tool, params string[] arguments) => Run(Tool(tool)!, arguments, asServer: Environment.IsPrivilegedProcess);

    // The server refuses to run as root.
    private static void Run(string program, string[] arguments, bool asServer)
    {
        var info = new ProcessStartInfo(asServer ? "runuser" : program) { WorkingDirectory = Path.GetTempPath() };
        foreach (string argument in asServer ? ["-u", ServerUser, "--", program, .. arguments] : arguments)
            info.ArgumentList.Add(argument);
        // The server that pg_ctl leaves behind would hold redirected outputs open; a shell sends them nowhere.
        string command = string.Join(' ', info.ArgumentList.Prepend(info.FileName).Select(a => $"'{a.Replace("'", "'\\''")}'"));
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", $"{command} > /dev/null 2>&1" }, WorkingDirectory = Path.GetTempPath() })!;
        if (!process.WaitForExit(Patience.Most))
            throw new TimeoutException($"{command} didn't end");
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command} ended with {process.ExitCode}");
    }

    private static string? Tool(string name)
    {
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(f => f.Length > 0);
        IEnumerable<string> versions = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(v => Path.Combine(v, "bin"))
            : [];
        return versions.Concat(folders).Append("/usr/local/bin").Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);
    }

    private static string? NoUser()
    {
        bool isThere = !Environment.IsPrivilegedProcess || File.ReadLines("/etc/passwd").Any(l => l.StartsWith(ServerUser + ":", StringComparison.Ordinal));
        return isThere ? null : "PostgreSQL doesn't run as root, and there is no user postgres";
    }

    private sealed class Opening(Action open) : IDisposable
    {
        public void Dispose() => open();
    }
}
