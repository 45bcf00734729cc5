"""Comments as several reports read them: what is said in which language, how it is read, and what people labelled."""
