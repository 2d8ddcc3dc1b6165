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

    /// <summary>Before the text is parsed: the first bracket that is too deep; null when none is. Those in texts and comments count too.</summary>
    public static int? FirstTooDeep(string text)
    {
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is '(' or '[' or '{' && ++depth > Most)
                return i;
            if (text[i] is ')' or ']' or '}' && depth > 0)
                depth--;
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
            if (at.Depth > Most)
                return (First(at.Node), $"nested more than {Most:N0} deep; split it up");
            if (lambdas > MostLambdas)
                return (First(at.Node), $"lambdas nested more than {MostLambdas} deep; make methods of them");
            foreach (SyntaxNode child in at.Node.ChildNodes().Reverse())
                open.Push((child, at.Depth + 1, lambdas));
        }

        return null;
    }

    private static TextSpan First(SyntaxNode node) => new(node.SpanStart, Math.Min(1, node.Span.Length));
}
