namespace Touchline.Monitoring;

internal enum LogLevel : byte
{
    Debug,
    Info,
    Warning,
    Error,
}
