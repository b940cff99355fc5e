"""How a text is read: words, sentences, lists, numbers, code, small words that decide, synonyms.

Pure functions of one text, or of two that are laid side by side; nothing here knows a check.
"""
