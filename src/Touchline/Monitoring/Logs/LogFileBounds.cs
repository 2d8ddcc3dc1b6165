namespace Touchline.Monitoring;

/// <summary>How much of a log is kept.</summary>
/// <param name="KeepDays">Today is one of them.</param>
/// <param name="MostBytes">Of a file; then the next one of the day begins.</param>
/// <param name="MostFiles">Of whatever days.</param>
internal sealed record LogFileBounds(int KeepDays = 30, long MostBytes = 1 << 26, int MostFiles = 200);
