using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Touchline.Trading.Tests")]
