# Reads the inputs that both scripts share.

# Returns the items of a list: one a line, without comments.
def items: split("\n") | map(gsub("^\\s+|\\s+$"; "") | select(. != "" and (startswith("#") | not)));

# Returns the words of a list as the Action reads it: one a line, or YAML's `[a, "b"]` or `- a` a line. A text that is no list stays
# one word.
def words:
  def unquoted: sub("^\"(?<word>[^\"]*)\"$"; .word) | sub("^'(?<word>[^']*)'$"; .word);
  items
  | join("\n") as $text
  | if $text | test("^\\[[^\\[\\]]*\\]$") then
      $text[1:-1] | sub(",\\s*$"; "") | split(",") | map(gsub("^\\s+|\\s+$"; "") | unquoted)
    elif length > 0 and all(test("^-\\s")) then map(sub("^-\\s+"; "") | unquoted)
    else . end;

# Returns tags as a map. Accepts `key=value` lines and a JSON map.
def tags:
  if test("^\\s*\\{") then
    # In a list, because jq 1.6 hands later errors to the catch, too.
    [try fromjson catch null][0] // error("tags is not valid JSON")
    | with_entries(
        if .value | IN(null, arrays, objects) then error("tags: the value of \"\(.key)\" is not text") else .value |= tostring end
      )
  else
    items
    | map(capture("^(?<key>[^=]*?)\\s*=\\s*(?<value>.*)$") // error("tags: \"\(.)\" is not key=value"))
    | if (map(.key | ascii_downcase) | unique | length) < length then error("tags has a key twice, ignoring case") else from_entries end
  end;

# Returns the tags of every resource of a cluster.
def all_tags($text; $cluster): ($text | tags) + {"ecs-cluster": $cluster};
