using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Touchline.Plugins;

/// <summary>
/// How deep a source is nested. The compiler's own recursion would overflow the stack, which ends the process, and lambdas in calls are bound again for every overload around them, each level times the last.
/// </summary>
internal static class Nesting
{
    /// <summary>Brackets in each other, and syntax in syntax.</summary>
    public const int Most = 1_000;

    /// <summary>Lambdas in each other.</summary>
    public const int MostLambdas = 6;

    /// <summary>
    /// Before the text is parsed: the first character that is too deep; null when none is. Cheap, so that texts and comments count too: round, square and curly brackets, pointed ones within a statement (the parser
    /// doesn't watch its stack in type arguments), and what a directive's condition may hold.
    /// </summary>
    public static int? FirstTooDeep(string text)
    {
        int depth = 0, pointed = 0, directive = 0;
        bool beginsLine = true;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            depth = c is '(' or '[' or '{' ? depth + 1 : c is ')' or ']' or '}' ? Math.Max(0, depth - 1) : depth;
            pointed = c is ';' or '{' or '}' ? 0 : c == '<' ? pointed + 1 : c == '>' ? Math.Max(0, pointed - 1) : pointed;
            directive = c is '\n' or '\r' ? 0 : directive > 0 || (beginsLine && c == '#') ? directive + 1 : 0;
            beginsLine = c is '\n' or '\r' || (beginsLine && char.IsWhiteSpace(c));
            if (depth > Most || pointed > Most || directive > Most)
                return i;
        }

        return null;
    }

    /// <summary>Before it is bound: the first place that is too deep, and what is; null when none is.</summary>
    public static (TextSpan Place, string Text)? FirstTooDeep(SyntaxNode root, CancellationToken cancel)
    {
        // By hand, as recursion is what is to be kept out.
        var open = new Stack<(SyntaxNode Node, int Depth, int Lambdas)>([(root, 1, 0)]);
        while (open.TryPop(out (SyntaxNode Node, int Depth, int Lambdas) at))
        {
            cancel.ThrowIfCancellationRequested();
            int lambdas = at.Node is AnonymousFunctionExpressionSyntax ? at.Lambdas + 1 : at.Lambdas;
            // An array of arrays is nested too, though its brackets stand beside each other.
            int depth = at.Node is ArrayTypeSyntax array ? at.Depth + array.RankSpecifiers.Count : at.Depth;
            if (depth > Most)
                return (First(at.Node), $"nested more than {Most:N0} deep; split it up");
            if (lambdas > MostLambdas)
                return (First(at.Node), $"lambdas nested more than {MostLambdas} deep; make methods of them");
            foreach (SyntaxNode child in at.Node.ChildNodes().Reverse())
                open.Push((child, depth + 1, lambdas));
        }

        return null;
    }

    private static TextSpan First(SyntaxNode node) => new(node.SpanStart, Math.Min(1, node.Span.Length));
}
