using System.Net;
using System.Text;

namespace MinBpe;

/// <summary>The page of <c>show --html</c>: text and ids in colours; pointing at one lights up the other. Nothing is loaded from elsewhere.</summary>
internal static class TokenPage
{
    private const string Head = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Tokens</title>
        <style>
        body { font-family: system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; }
        dl { display: flex; gap: 2rem; } dt { color: #666; font-size: .8rem; } dd { margin: 0; font-size: 1.4rem; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.7; border: 1px solid #ddd; border-radius: 6px; padding: 1rem; font-size: .95rem; }
        span { border-radius: 3px; } i { color: #888; font-style: normal; }
        .c0 { background: #cfe3ff; } .c1 { background: #d3f2d0; } .c2 { background: #fff0b8; } .c3 { background: #ffd8d3; } .c4 { background: #e8d9ff; }
        .on { outline: 2px solid #222; }
        </style>
        </head>
        <body>

        """;

    private const string Script = """
        <script>
        const parts = document.querySelectorAll('pre > span'), half = parts.length / 2;
        parts.forEach((part, i) => {
          const both = [parts[i % half], parts[i % half + half]];
          part.onmouseenter = () => both.forEach(p => p.classList.add('on'));
          part.onmouseleave = () => both.forEach(p => p.classList.remove('on'));
        });
        </script>
        </body>
        </html>

        """;

    /// <summary>The whole page.</summary>
    /// <param name="tokenizer">The tokenizer's name.</param>
    /// <param name="text">The text.</param>
    /// <param name="tokens">Its tokens.</param>
    public static string Html(string tokenizer, string text, IReadOnlyList<(int Id, byte[] Bytes)> tokens)
    {
        var page = new StringBuilder(Head);
        page.Append($"<h1>{WebUtility.HtmlEncode(tokenizer)}</h1>\n<dl>");
        page.Append($"<div><dt>tokens</dt><dd>{tokens.Count}</dd></div><div><dt>characters</dt><dd>{text.EnumerateRunes().Count()}</dd></div><div><dt>bytes</dt><dd>{Encoding.UTF8.GetByteCount(text)}</dd></div></dl>\n");
        page.Append("<pre>");
        for (int i = 0; i < tokens.Count; i++)
        {
            page.Append($"<span class=\"c{i % 5}\" title=\"{tokens[i].Id}\">{Text(tokens[i].Bytes)}</span>");
        }

        page.Append("</pre>\n<pre>");
        for (int i = 0; i < tokens.Count; i++)
        {
            page.Append($"<span class=\"c{i % 5}\" title=\"{WebUtility.HtmlEncode(TokenDisplay.OneLine(tokens[i].Bytes))}\">{tokens[i].Id}</span> ");
        }

        return page.Append("</pre>\n").Append(Script).ToString();
    }

    /// <summary>A token's text with its line ends marked; other control characters as \u and four digits.</summary>
    private static string Text(byte[] token)
    {
        var lines = TokenDisplay.Text(token).Split('\n').Select(line => WebUtility.HtmlEncode(TokenDisplay.OneLine(Encoding.UTF8.GetBytes(line))));
        return string.Join("<i>↵</i>\n", lines);
    }
}
