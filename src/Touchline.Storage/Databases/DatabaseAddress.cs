using Microsoft.Data.Sqlite;
using Npgsql;
using Touchline.Core;

namespace Touchline.Storage;

public enum DatabaseKind
{
    Sqlite,
    Postgres,
}

/// <summary>
/// Where a database is, from what a user writes: a file (or <c>Data Source=FILE</c>) is SQLite, <c>Host=...</c> or a postgres:// address is PostgreSQL.
/// </summary>
public sealed record DatabaseAddress
{
    private const int LockSeconds = 5;
    private const int ConnectSeconds = 5;

    private DatabaseAddress(DatabaseKind kind, string connection, string shown, string? file)
    {
        Kind = kind;
        Connection = connection;
        Shown = shown;
        File = file;
    }

    public const string Right = "a file (SQLite), Host=...;Database=...;Username=..., or postgres://USER@HOST/DATABASE";

    public DatabaseKind Kind { get; }

    /// <summary>For people: without a password.</summary>
    public string Shown { get; }

    /// <summary>Of SQLite.</summary>
    public string? File { get; }

    internal string Connection { get; }

    /// <exception cref="BadInputException">It is no address of a database.</exception>
    public static DatabaseAddress Parse(string text)
    {
        if (text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
            return Postgres(OfUrl(text));
        string first = text.Split('=', 2)[0].Trim();
        if (text.Contains('=') && (IsName(first, "Host") || IsName(first, "Server")))
            return Postgres(OfConnection(text));
        (string file, int lockSeconds) = text.Contains('=') && (IsName(first, "Data Source") || IsName(first, "Filename")) ? OfSqlite(text) : (text, LockSeconds);
        if (file.Trim().Length == 0 || file.Contains(":memory:", StringComparison.OrdinalIgnoreCase) || Directory.Exists(file))
            throw Wrong(text, "it names no file");
        return Sqlite(file, lockSeconds);
    }

    private static bool IsName(string text, string name) => text.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static BadInputException Wrong(string text, string why, Exception? inner = null) =>
        new($"database '{WithoutPassword(text)}' can't be used: {why}; right is {Right}", inner!);

    // What is shown may end up in a log.
    /// <summary>What a user wrote, for people: without a password.</summary>
    public static string WithoutPassword(string text)
    {
        string part = string.Join(';', text.Split(';').Where(p => !p.TrimStart().StartsWith("pass", StringComparison.OrdinalIgnoreCase) && !p.TrimStart().StartsWith("pwd", StringComparison.OrdinalIgnoreCase)));
        int at = part.IndexOf('@'), scheme = part.IndexOf("://", StringComparison.Ordinal);
        return scheme > 0 && at > scheme ? string.Concat(part.AsSpan(0, scheme + 3), part.AsSpan(at + 1)) : part;
    }

    private static (string File, int LockSeconds) OfSqlite(string text)
    {
        const string Wait = "Default Timeout";
        try
        {
            var builder = new SqliteConnectionStringBuilder(text);
            return (builder.DataSource, text.Contains(Wait, StringComparison.OrdinalIgnoreCase) ? builder.DefaultTimeout : LockSeconds);
        }
        catch (ArgumentException e)
        {
            throw Wrong(text, e.Message, e);
        }
    }

    private static DatabaseAddress Sqlite(string file, int lockSeconds) => new(
        DatabaseKind.Sqlite,
        new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = lockSeconds, ForeignKeys = true }.ToString(),
        file,
        file);

    private static DatabaseAddress Postgres(NpgsqlConnectionStringBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Host))
            throw Wrong(builder.ToString(), "it names no host");
        if (!builder.ContainsKey("Timeout"))
            builder.Timeout = ConnectSeconds;
        builder.ApplicationName ??= "touchline";
        string place = builder.Host.StartsWith('/') ? builder.Host : $"{builder.Host}:{builder.Port}";
        return new DatabaseAddress(DatabaseKind.Postgres, builder.ToString(), $"PostgreSQL {builder.Database ?? builder.Username} at {place}", null);
    }

    private static NpgsqlConnectionStringBuilder OfConnection(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            throw Wrong(text, e.Message, e);
        }
    }

    // postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require
    private static NpgsqlConnectionStringBuilder OfUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url))
            throw Wrong(text, "the address makes no sense");
        string[] user = url.UserInfo.Split(':', 2);
        var parts = new List<string> { $"Host={url.Host}", $"Database={Uri.UnescapeDataString(url.AbsolutePath.Trim('/'))}" };
        if (user[0].Length > 0)
            parts.Add($"Username={Quoted(user[0])}");
        if (user.Length > 1)
            parts.Add($"Password={Quoted(user[1])}");
        if (url.Port > 0)
            parts.Add($"Port={url.Port}");
        foreach (string pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] named = pair.Split('=', 2);
            string name = named[0].Equals("sslmode", StringComparison.OrdinalIgnoreCase) ? "SSL Mode" : Uri.UnescapeDataString(named[0]);
            parts.Add($"{name}={(named.Length > 1 ? Quoted(named[1]) : "")}");
        }

        return OfConnection(string.Join(';', parts.Where(p => p != "Database=")));
    }

    private static string Quoted(string text) => $"\"{Uri.UnescapeDataString(text).Replace("\"", "\"\"")}\"";
}
