using System.Data;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
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

    public static void AddTo(SqliteConnection connection)
    {
        connection.CreateCollation("decimal", static (a, b) => Read(a).CompareTo(Read(b)));
        connection.CreateAggregate<string?, decimal, string>(
            "decimal_sum", 0m, static (sum, text) => text is null ? sum : sum + Read(text), static sum => Text(sum), isDeterministic: true);
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

    private static decimal Read(string text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value)
        ? value
        : throw new BadInputException($"the database holds '{text}' where a decimal number should stand");
}
