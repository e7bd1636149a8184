namespace MinBpe;

/// <summary>Which of several pairs that are equally frequent merges first.</summary>
public enum TieRule
{
    /// <summary>The pair that occurs first in the text, as merged so far: minbpe's rule (Python's <c>max</c> over a dictionary in order of insertion).</summary>
    FirstOccurrence,

    /// <summary>The pair with the smaller left id, then the smaller right id: rustbpe's rule.</summary>
    SmallerPair,
}
