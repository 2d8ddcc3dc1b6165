using System.Data.Common;
using System.Globalization;

namespace Touchline.Storage.Tests;

/// <summary>Rows as text, to compare two databases by.</summary>
internal static class StoredRows
{
    /// <summary>What a journal tells all of.</summary>
    public static readonly string[] Journaled = ["orders", "order_transitions", "trades", "positions"];

    // How often a row was saved, and what only the running session knew.
    private static readonly string[] Own =
        ["version", "entry_market", "exit_market", "entry_indicators", "exit_indicators", "signal_type", "signal_data", "exit_signal_data"];

    /// <param name="whole">Also what only the running session knew.</param>
    public static string Of(DbConnection connection, string table, bool whole = false)
    {
        string order = table switch { "orders" => "order_id", "order_transitions" => "session_key, input, ordinal", "trades" => "fill_key", _ => "position_key" };
        using DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {table} ORDER BY {order}";
        using DbDataReader reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
        {
            IEnumerable<int> columns = Enumerable.Range(0, reader.FieldCount).Where(c => reader.GetName(c) != "version" && (whole || !Own.Contains(reader.GetName(c))));
            lines.Add(string.Join('|', columns.Select(c => Text(reader.GetValue(c)))));
        }

        return string.Join('\n', lines);
    }

    private static string Text(object value) => value is decimal number ? number.ToString("0.####################", CultureInfo.InvariantCulture) : $"{value}";
}
