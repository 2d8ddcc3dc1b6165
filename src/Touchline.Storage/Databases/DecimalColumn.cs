using System.Data;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Touchline.Core;

namespace Touchline.Storage;

/// <summary>
/// Exact decimals in columns: PostgreSQL has them; in SQLite they are texts, which its collation <c>decimal</c> compares as numbers and its
/// <c>decimal_sum</c> adds up. SQLite's own shell brings both by the same names.
/// </summary>
internal sealed class DecimalColumn : SqlMapper.TypeHandler<decimal>
{
    private static readonly Lazy<bool> Known = new(() =>
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.RemoveTypeMap(typeof(decimal));
        SqlMapper.RemoveTypeMap(typeof(decimal?));
        SqlMapper.AddTypeHandler(new DecimalColumn());
        return true;
    });

    /// <summary>To be called before the first statement.</summary>
    public static void Ensure() => _ = Known.Value;

    /// <summary>For a connection that is open.</summary>
    public static void AddTo(SqliteConnection connection)
    {
        connection.CreateCollation("decimal", Compare);
        // Not by the connection's own CreateAggregate: it goes on with one statement's sum in the next.
        raw.sqlite3_create_function(connection.Handle, "decimal_sum", 1, raw.SQLITE_UTF8 | raw.SQLITE_DETERMINISTIC, null, Add, Tell);
    }

    public static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    public override void SetValue(IDbDataParameter parameter, decimal value)
    {
        if (parameter is SqliteParameter text)
        {
            text.SqliteType = SqliteType.Text;
            text.Value = Text(value);
            return;
        }

        parameter.DbType = DbType.Decimal;
        parameter.Value = value;
    }

    public override decimal Parse(object value) => value is decimal exact ? exact : Read(Convert.ToString(value, CultureInfo.InvariantCulture)!);

    private static decimal Read(string text) => TryRead(text, out decimal value)
        ? value
        : throw new BadInputException($"the database holds '{text}' where a decimal number should stand");

    private static bool TryRead(string text, out decimal value) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    // SQLite itself calls these: nothing may be thrown. What isn't a number stands behind all that are.
    private static int Compare(string a, string b)
    {
        bool isA = TryRead(a, out decimal first), isB = TryRead(b, out decimal second);
        return isA && isB ? first.CompareTo(second) : isA != isB ? isB.CompareTo(isA) : string.CompareOrdinal(a, b);
    }

    private static void Add(sqlite3_context context, object user, sqlite3_value[] values)
    {
        var sum = (Sum)(context.state ??= new Sum());
        if (raw.sqlite3_value_type(values[0]) == raw.SQLITE_NULL)
            return;
        string text = raw.sqlite3_value_text(values[0]).utf8_to_string();
        try
        {
            sum.Value += Read(text);
        }
        catch (Exception e) when (e is BadInputException or OverflowException)
        {
            sum.Error ??= e.Message;
        }
    }

    private static void Tell(sqlite3_context context, object user)
    {
        var sum = context.state as Sum;
        if (sum?.Error is { } error)
            raw.sqlite3_result_error(context, utf8z.FromString(error));
        else
            raw.sqlite3_result_text(context, Text(sum?.Value ?? 0));
    }

    private sealed class Sum
    {
        public decimal Value { get; set; }

        public string? Error { get; set; }
    }
}
