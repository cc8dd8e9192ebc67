"""A booth's shift on real input: made-up persons, their codes, a camera clip, keys of a gun."""
